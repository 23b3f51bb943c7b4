package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own tool, from the {@code PATH} or from where {@code ./parley test} unpacks it. */
final class Promtool {

    private Promtool() {}

    /** Runs it, and demands that it finds nothing wrong. */
    static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(find().toString()));
        command.addAll(Arrays.asList(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
        return said;
    }

    private static Path find() {
        String home = System.getenv().getOrDefault("PARLEY_HOME", System.getProperty("user.home") + "/.cache/parley");
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)),
                        Stream.of(home + "/prometheus/usr/bin"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "promtool: not there (expected: on the PATH, or where ./parley test puts it)"));
    }
}
