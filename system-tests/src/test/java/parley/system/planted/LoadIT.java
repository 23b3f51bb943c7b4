package parley.system.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./parley load direct}, short, against a node as it is, and against the same node that drops one delivery in a hundred. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoadIT {

    private static final Path SIMULATIONS =
            Path.of("..", "load-tests", "gatling", "target").toAbsolutePath();
    private static final int ENDS_WITHIN_S = 120;

    private static PlantedNodes nodes;

    @TempDir
    private Path results;

    @BeforeAll
    static void startNode() throws IOException {
        nodes = PlantedNodes.start(1, "-D" + DeliveryDropped.EVERY + "=100");
    }

    @AfterAll
    static void stopNode() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    @Order(1)
    void nodeAsItIsPasses() throws Exception {
        Load load = load();

        assertThat(load.exitCode()).as(load.output()).isZero();
        assertThat(load.output()).contains("PASSED: every assertion holds.").contains("The checker: clean: sent=");
        assertThat(report()).contains("delivery", "checker");
    }

    @Test
    @Order(2)
    void nodeThatDropsOneDeliveryInAHundredFails() throws Exception {
        nodes.on(PlantedBug.DELIVERY_DROPPED, "");

        Load load = load();

        assertThat(nodes.firings(PlantedBug.DELIVERY_DROPPED)).isNotEmpty();
        assertThat(load.exitCode()).as(load.output()).isOne();
        assertThat(load.output())
                .contains("FAILED", "The checker: NOT CLEAN: sent=")
                .containsPattern(" skipped=[1-9]")
                .containsPattern("delivery: count of failed events is 0.0 : false");
        assertThat(report()).as("both stand in the report").contains("not pushed: found by reading", "skipped ");
    }

    private record Load(int exitCode, String output) {}

    private Load load() throws Exception {
        String classPath = SIMULATIONS.resolve("test-classes")
                + File.pathSeparator
                + Files.readString(SIMULATIONS.resolve("load.classpath"));
        Path output = results.resolve("output");
        ProcessBuilder command = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "parley.loadtests.gatling.Load",
                "direct",
                "--target",
                String.join(",", nodes.cluster().addresses()),
                "--results",
                results.toString(),
                "--users",
                "40",
                "--rate",
                "150",
                "--ramp",
                "1s",
                "--duration",
                "4s",
                // How long anything takes is not looked at.
                "--p99",
                "10m"));
        command.environment().put("PARLEY_SERVICE_KEY", nodes.cluster().serviceKey());
        Process load = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!load.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
            load.destroy();
            throw new AssertionError("does not end: " + Files.readString(output));
        }
        return new Load(load.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private String report() throws IOException {
        try (var folders = Files.list(results)) {
            Path page = folders.map(folder -> folder.resolve("index.html"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            return Files.readString(page);
        }
    }
}
