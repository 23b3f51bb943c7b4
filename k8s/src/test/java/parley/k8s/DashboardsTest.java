package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboards are whole, ask only for what nodes show, and go out with the chart as they are. */
final class DashboardsTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z]\\w*)}?");
    private static final Pattern RECORDED = Pattern.compile("\\w+:\\w+:\\w+");
    private static final Pattern DOCUMENTED = Pattern.compile("`(parley_[a-z_]+[a-z])");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|count|sum|max)$");

    @Test
    void everyMetricThatIsAskedForIsOneThatNodesShow() throws IOException {
        Set<String> documented = DOCUMENTED
                .matcher(Files.readString(Path.of("../docs/operations.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> asked = new TreeSet<>();
        Monitoring.queries().forEach(query -> asked.addAll(Monitoring.metricsOf(query)));

        assertThat(asked).hasSizeGreaterThan(40);
        assertThat(asked)
                .filteredOn(metric -> metric.startsWith("parley_"))
                .allSatisfy(metric -> assertThat(documented)
                        .containsAnyOf(metric, SUFFIX.matcher(metric).replaceFirst("")));
    }

    @Test
    void everyRecordedSeriesThatIsAskedForIsRecorded() throws IOException {
        Set<String> recorded = new HashSet<>();
        Monitoring.rules().forEach(rule -> recorded.add(rule.path("record").asText()));

        assertThat(Monitoring.queries())
                .allSatisfy(query -> RECORDED.matcher(query)
                        .results()
                        .forEach(found -> assertThat(recorded).contains(found.group())));
    }

    @Test
    void everyPanelSaysWhatItShowsAndHasItsPlace() throws IOException {
        assertThat(Monitoring.dashboards()).hasSize(3);
        Set<String> boards = new HashSet<>();
        for (Path file : Monitoring.dashboards()) {
            JsonNode board = Monitoring.json(file);
            assertThat(file.getFileName()).hasToString(board.path("uid").asText() + ".json");
            assertThat(boards.add(board.path("title").asText())).isTrue();
            Set<String> variables = new HashSet<>(List.of("__rate_interval"));
            board.at("/templating/list")
                    .forEach(variable -> variables.add(variable.path("name").asText()));
            Set<Integer> ids = new HashSet<>();
            Set<String> cells = new HashSet<>();
            for (JsonNode panel : board.path("panels")) {
                String title = panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                takePlace(panel.path("gridPos"), cells, title);
                if (panel.path("type").asText().equals("row")) {
                    continue;
                }
                assertThat(panel.path("description").asText()).as(title).isNotBlank();
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).as(title).isNotEmpty();
                panel.path("targets")
                        .forEach(target -> VARIABLE.matcher(target.path("expr").asText())
                                .results()
                                .forEach(used -> assertThat(variables).contains(used.group(1))));
            }
        }
    }

    private static void takePlace(JsonNode place, Set<String> cells, String title) {
        for (int x = 0; x < place.path("w").asInt(); x++) {
            for (int y = 0; y < place.path("h").asInt(); y++) {
                int column = place.path("x").asInt() + x;
                assertThat(column).as(title).isLessThan(24);
                assertThat(cells.add(column + "," + (place.path("y").asInt() + y)))
                        .as(title + " is over another")
                        .isTrue();
            }
        }
    }

    @Test
    void theChartBringsTheRulesAndTheDashboardsAsTheyAre() throws IOException {
        RenderedChart everything = RenderedChart.with(ChartValues.EVERYTHING);
        JsonNode rule = everything.documents().stream()
                .filter(document -> document.path("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();
        JsonNode expected = Monitoring.json(Monitoring.RULES);
        for (JsonNode group : expected.path("groups")) {
            for (JsonNode each : group.path("rules")) {
                if (each.has("alert")) {
                    ObjectNode annotations = (ObjectNode) each.path("annotations");
                    String page = annotations.remove("runbook").asText();
                    annotations.put("runbook_url", page.replace("docs/runbooks/", "https://wiki.example.org/parley/"));
                }
            }
        }

        assertThat(rule.path("spec")).isEqualTo(expected);
        assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        List<ConfigMap> maps = everything.all(ConfigMap.class);
        assertThat(maps).hasSameSizeAs(Monitoring.dashboards());
        for (Path file : Monitoring.dashboards()) {
            assertThat(maps).anySatisfy(map -> {
                Map<String, String> data = map.getData();
                assertThat(data).containsOnlyKeys(file.getFileName().toString());
                assertThat(RenderedChart.YAML.readTree(
                                data.get(file.getFileName().toString())))
                        .isEqualTo(Monitoring.json(file));
                assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
                assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Talk");
            });
        }
    }

    /** As the rules and the dashboards call it. */
    @Test
    void theServiceMonitorCallsTheJobParley() throws IOException {
        JsonNode monitor = RenderedChart.with(ChartValues.EVERYTHING).documents().stream()
                .filter(document -> document.path("kind").asText().equals("ServiceMonitor"))
                .findFirst()
                .orElseThrow();

        assertThat(monitor.at("/spec/endpoints/0/relabelings")).anySatisfy(relabeling -> {
            assertThat(relabeling.path("targetLabel").asText()).isEqualTo("job");
            assertThat(relabeling.path("replacement").asText()).isEqualTo("parley");
        });
        assertThat(Monitoring.queries()).noneMatch(query -> query.matches("(?s).*job=\"(?!parley\").*"));
    }
}
