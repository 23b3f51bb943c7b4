package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guide tells and the example job does, held against the code. */
class GuideTest {

    private static final Path JOB = Path.of("k8s", "job.yaml");
    private static final Path GUIDE = Path.of("README.md");

    @Test
    void guideNamesEverySimulationAndProperty() throws IOException {
        String guide = Files.readString(GUIDE);

        LoadOptions.SIMULATIONS.keySet().forEach(name -> assertThat(guide).contains("| `" + name + "` |"));
        LoadOptions.PASSED_ON.forEach(name -> assertThat(guide).contains("| `" + name + "` |"));
    }

    @Test
    void jobIsOneThatLoadUnderstandsAndKeepsTheKeyOffTheCommandLine() throws IOException {
        JsonNode job = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(JOB.toFile());

        assertThat(job.path("apiVersion").asText()).isEqualTo("batch/v1");
        assertThat(job.path("kind").asText()).isEqualTo("Job");
        assertThat(job.at("/spec/completions")).isEqualTo(job.at("/spec/parallelism"));
        JsonNode container = job.at("/spec/template/spec/containers/0");
        List<String> arguments = new ArrayList<>();
        container.path("args").forEach(argument -> {
            assertThat(argument.isTextual())
                    .as("Kubernetes takes texts only: %s", argument)
                    .isTrue();
            arguments.add(argument.asText());
        });
        LoadOptions options = LoadOptions.parse(arguments.toArray(String[]::new));
        assertThat(options.targets()).isNotEmpty();
        assertThat(container.path("env").findValues("secretKeyRef")).hasSize(1);
        JsonNode mount = container.path("volumeMounts").path(0);
        assertThat(options.results()).isEqualTo(Path.of(mount.path("mountPath").asText()));
        assertThat(job.at("/spec/template/spec/volumes/0/name")).isEqualTo(mount.path("name"));
    }
}
