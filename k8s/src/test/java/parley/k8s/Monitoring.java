package parley.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rules and the dashboards that the chart brings, as files. */
final class Monitoring {

    static final Path FOLDER = RenderedChart.CHART.resolve("monitoring");
    static final Path RULES = FOLDER.resolve("parley.rules.yml");

    private static final Pattern METRIC = Pattern.compile("\\b(?:parley|jvm|process)_[a-z0-9_]+");
    /** Values of labels, labels, and what rules record. */
    private static final Pattern NO_METRIC =
            Pattern.compile("\"[^\"]*\"|\\b(?:by|on|group_left) ?\\([^)]*\\)|\\w+:\\w+:\\w+");

    private Monitoring() {}

    static List<JsonNode> rules() throws IOException {
        JsonNode groups = RenderedChart.YAML.readTree(Files.readString(RULES)).path("groups");
        return StreamSupport.stream(groups.spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }

    static List<JsonNode> alerts() throws IOException {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }

    /** What all panels and all rules ask Prometheus. */
    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        rules().forEach(rule -> queries.add(rule.path("expr").asText()));
        dashboards()
                .forEach(board -> json(board)
                        .path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target ->
                                        queries.add(target.path("expr").asText()))));
        return queries;
    }

    /** The metrics of nodes that a query asks for. */
    static Set<String> metricsOf(String query) {
        Set<String> metrics = new TreeSet<>();
        METRIC.matcher(NO_METRIC.matcher(query).replaceAll("")).results().forEach(found -> metrics.add(found.group()));
        return metrics;
    }

    static JsonNode json(Path file) {
        try {
            return RenderedChart.YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
