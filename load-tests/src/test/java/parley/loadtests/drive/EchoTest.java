package parley.loadtests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The whole driver against a server that sends everything back. */
class EchoTest {

    @Test
    void everyWorkloadOfMessagesComesBackWhole() {
        for (String workload : new String[] {"direct-closed", "direct-open"}) {
            ByteArrayOutputStream progress = new ByteArrayOutputStream();
            try (Echo echo = Echo.start(0);
                    PrintStream out = new PrintStream(progress, true, StandardCharsets.UTF_8)) {
                Options options = Options.parse(
                        "echo",
                        workload,
                        "--ws",
                        echo.url(),
                        "--pairs",
                        "10",
                        "--warm-up",
                        "200ms",
                        "--measure",
                        "500ms",
                        "--quiet",
                        "200ms");

                Result result = Drive.run(options, "", out);

                assertThat(result.verdict().isOk()).as(result.json().toString()).isTrue();
                assertThat(result.json().at("/counts/acked").asLong()).isPositive();
                assertThat(result.json().at("/latencyMicros/delivery/p99").asLong())
                        .isPositive();
                assertThat(progress.toString(StandardCharsets.UTF_8))
                        .contains("drive: ready 20", "drive: measuring", "drive: measured");
            }
        }
    }
}
