package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the example for {@code kubectl apply -k} against the chart. */
final class KustomizeTest {

    private static final Path EXAMPLE = Path.of("kustomize", "parley.yaml");
    private static final String HEADER =
            "# The chart with its own values, without what only Helm reads. A test holds it against the chart, and writes what it should be.\n";

    @Test
    void isTheChartWithItsOwnValues() throws IOException {
        StringBuilder expected = new StringBuilder(HEADER);
        for (JsonNode document : RenderedChart.with(ChartValues.DEFAULTS).documents()) {
            JsonNode plain = withoutHelm(document.deepCopy());
            ((ObjectNode) plain.path("metadata")).remove("namespace");
            expected.append(RenderedChart.YAML
                    .writeValueAsString(plain)
                    .replace("namespace: \"talk\"", "namespace: \"parley\""));
        }
        Path written = Files.writeString(Path.of("target", "parley.yaml"), expected);

        assertThat(Files.exists(EXAMPLE) ? Files.readString(EXAMPLE) : "")
                .as("what it should be is in k8s/" + written)
                .isEqualTo(expected.toString());
    }

    private static JsonNode withoutHelm(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> helms = object.properties().stream()
                    .map(java.util.Map.Entry::getKey)
                    .filter(key -> key.startsWith("helm.sh/")
                            || key.equals("hook")
                            || key.equals("app.kubernetes.io/managed-by"))
                    .toList();
            object.remove(helms);
            object.forEach(KustomizeTest::withoutHelm);
            if (object.path("annotations").isObject()
                    && object.path("annotations").isEmpty()) {
                object.remove("annotations");
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(KustomizeTest::withoutHelm);
        }
        return node;
    }
}
