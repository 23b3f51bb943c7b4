package parley.server.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import parley.server.local.ClusterFault;

class ParleyCommandTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void saysInOneLineWhatAPersonCanMend() {
        int status = explain(new ClusterFault("it rains", "take an umbrella"));

        assertThat(status).isEqualTo(1);
        assertThat(said()).isEqualTo("parley: it rains: take an umbrella\n");
    }

    @Test
    void saysABugInOneLineAndWritesItsTraceToAFile() throws Exception {
        var bug = new IllegalStateException("first line\nsecond line", new IllegalArgumentException("why"));

        int status = explain(bug);

        assertThat(status).isEqualTo(1);
        String before = "parley: a bug: java.lang.IllegalStateException: first line: please report it with ";
        assertThat(said()).startsWith(before).endsWith("\n").containsOnlyOnce("\n");
        Path file = Path.of(said().strip().substring(before.length()));
        assertThat(file)
                .content()
                .contains("second line")
                .contains("at " + ParleyCommandTest.class.getName())
                .contains("Caused by: java.lang.IllegalArgumentException: why");
        Files.delete(file);
    }

    private int explain(Exception failure) {
        return ParleyCommand.explain(failure, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
