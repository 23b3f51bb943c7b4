package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.chaos.Chaos;

/**
 * The most telling faults, on three nodes under load: what {@code ./parley chaos} does, short. The checker judges what everybody sent,
 * heard and read, with the journal for a witness.
 */
class ChaosIT {

    private static final String FAULTS = "kill-node,pause-node,partition,pause-db,malformed,bad-tokens";

    /** Here few chats write at the same time; so all of them leave something that is not in its log when their node is killed. */
    private static final List<String> EVERYTHING_AHEAD = List.of(
            "/usr/bin/env",
            LocalClusterUnderTest.NODE_OPTIONS + "="
                    + LocalClusterUnderTest.withUsual(List.of("-Dparley.persistence.write-ahead.partitions-min=1")));

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostDoubledOrReorderedWhateverHappens() throws Exception {
        var printed = new ByteArrayOutputStream();
        Path report = directory.resolve("report.html");
        List<String> parley = new ArrayList<>(EVERYTHING_AHEAD);
        parley.addAll(CommandRun.words());

        boolean clean = Chaos.run(
                parley,
                List.of(
                        "--faults",
                        FAULTS,
                        "--rate",
                        "30",
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
        assertThat(logs()).as("of the nodes").contains("written ahead recovered");
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        try (Stream<Path> files = Files.list(directory.resolve("data").resolve("logs"))) {
            for (Path file : files.toList()) {
                logs.append(Files.readString(file));
            }
        }
        return logs.toString();
    }
}
