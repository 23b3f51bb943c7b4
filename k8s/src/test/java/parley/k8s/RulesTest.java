package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules are good for Prometheus, and each alert fires when it should and no other time. */
final class RulesTest {

    private static final Path TESTS = Path.of("src", "test", "rules", "parley.rules.test.yml");
    private static final Path ROOT = Path.of("..");

    @Test
    void prometheusTakesTheRules() throws Exception {
        assertThat(Promtool.run("check", "rules", Monitoring.RULES.toString()))
                .contains("SUCCESS: " + Monitoring.rules().size() + " rules found");
    }

    @Test
    void alertsFireWhenTheyShouldAndDoNotOtherwise() throws Exception {
        assertThat(Promtool.run("test", "rules", TESTS.toString())).contains("SUCCESS");
    }

    @Test
    void eachAlertIsTestedBothWays() throws IOException {
        Set<String> fires = new TreeSet<>();
        Set<String> doesNot = new TreeSet<>();
        JsonNode tests = RenderedChart.YAML.readTree(Files.readString(TESTS)).path("tests");
        for (JsonNode test : tests) {
            for (JsonNode check : test.path("alert_rule_test")) {
                (check.path("exp_alerts").isEmpty() ? doesNot : fires)
                        .add(check.path("alertname").asText());
            }
        }
        Set<String> alerts = Monitoring.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(fires).isEqualTo(alerts);
        assertThat(doesNot).isEqualTo(alerts);
    }

    @Test
    void eachAlertSaysWhomItWakesAndLeadsToAPageThatIsListed() throws IOException {
        String operations = Files.readString(ROOT.resolve("docs/operations.md"));

        assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            String page = alert.at("/annotations/runbook").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
            assertThat(alert.path("for").asText()).as(name).isNotEmpty();
            assertThat(alert.at("/annotations/summary").asText()).as(name).isNotEmpty();
            assertThat(page).as(name).matches("docs/runbooks/[a-z0-9-]+\\.md");
            assertThat(Files.readString(ROOT.resolve(page)))
                    .as(page)
                    .contains(name, "## What it means", "## How to look", "## What to do");
            assertThat(operations).contains("`" + name + "`", page.substring("docs/".length()));
        });
    }

    @Test
    void eachPageIsOfAnAlert() throws IOException {
        Set<String> pages = Monitoring.alerts().stream()
                .map(alert -> Path.of(alert.at("/annotations/runbook").asText())
                        .getFileName()
                        .toString())
                .collect(Collectors.toCollection(TreeSet::new));

        try (var files = Files.list(ROOT.resolve("docs/runbooks"))) {
            List<String> there =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(there).containsExactlyElementsOf(pages);
        }
    }
}
