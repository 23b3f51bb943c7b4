package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.chaos.Chaos;

/**
 * The most telling faults, on three nodes under load: what {@code ./parley chaos} does, short. The checker judges what everybody sent,
 * heard and read, with the journal for a witness.
 */
@Tag("alone")
class ChaosIT {

    private static final String FAULTS = "kill-node,pause-node,partition,pause-db,malformed,bad-tokens";

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostDoubledOrReorderedWhateverHappens() throws Exception {
        var printed = new ByteArrayOutputStream();
        Path report = directory.resolve("report.html");

        boolean clean = Chaos.run(
                CommandRun.words(),
                List.of(
                        "--faults",
                        FAULTS,
                        "--untimed",
                        "--web-port",
                        "0",
                        "--data",
                        directory.resolve("data").toString(),
                        "--report",
                        report.toString()),
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(clean).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("lost=0 duplicated=0 reordered=0");
        assertThat(Files.readString(report)).contains("\"name\":\"bad-tokens\"");
    }
}
