package parley.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser that does not answer any more fails the test that it is of, and holds nobody up. */
class StuckBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium(Duration.ofSeconds(2));

    @Test
    @Timeout(60)
    void aBrowserThatDoesNotCloseIsEndedAndWhoeverWaitsForItIsTold() throws Exception {
        CHROMIUM.desktop().newPage();
        stop(Chromium.browsers().map(ProcessHandle::pid).toList());

        assertThatThrownBy(() -> CHROMIUM.bounded(CHROMIUM::closeContexts)).isInstanceOf(PlaywrightException.class);

        assertThat(Chromium.browsers().filter(ProcessHandle::isAlive)).isEmpty();
    }

    private static void stop(List<Long> processes) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("kill", "-STOP"));
        processes.forEach(process -> words.add(process.toString()));
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    }
}
