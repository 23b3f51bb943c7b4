package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser that does not answer any more holds nobody up. */
class StuckBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium(Duration.ofSeconds(2));

    @Test
    @Timeout(60)
    void aBrowserThatDoesNotCloseIsEndedAndTheNextTestHasAnother() throws Exception {
        CHROMIUM.desktop().newPage();
        List<ProcessHandle> stuck = Chromium.browsers().toList();
        stop(stuck.stream().map(ProcessHandle::pid).toList());

        CHROMIUM.closeContexts();

        assertThat(stuck).isNotEmpty();
        await().untilAsserted(() -> assertThat(Chromium.browsers()).doesNotContainAnyElementsOf(stuck));
        assertThat(CHROMIUM.desktop().newPage().evaluate("1 + 1")).isEqualTo(2);
    }

    private static void stop(List<Long> processes) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("kill", "-STOP"));
        processes.forEach(process -> words.add(process.toString()));
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    }
}
