package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.client.FrameTap;
import parley.loadtests.demo.Demo;
import parley.loadtests.demo.DemoOptions;

/**
 * A real Prometheus with the rules that the project brings scrapes the three nodes of a local cluster: all that a panel or a rule asks for is
 * answered; when a node dies there is a ticket, and when the database stands still somebody is woken. The alerts wait {@code parley.rules.for} here instead of the minutes in the file.
 */
class PrometheusIT {

    private static final Path MONITORING = Path.of("..", "k8s", "chart", "monitoring");
    private static final String FOR = System.getProperty("parley.rules.for", "2s");
    private static final int NODES = 3;
    private static final String NOT_READY = "ParleyNodesNotReady";
    private static final String ONE_NOT_READY = "ParleyNodeNotReady";
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration WOKEN_WITHIN = Duration.ofSeconds(60);

    private static final Pattern METRIC = Pattern.compile("\\b(?:parley|jvm|process)_[a-z0-9_]+");
    /** Values of labels, labels, and what rules record. */
    private static final Pattern NO_METRIC =
            Pattern.compile("\"[^\"]*\"|\\b(?:by|on|group_left) ?\\([^)]*\\)|\\w+:\\w+:\\w+");

    @TempDir
    private Path folder;

    @Test
    void everyPanelAndRuleIsAnsweredAndFaultsAreTold() throws Exception {
        Path rules = hastened();
        try (LocalClusterUnderTest cluster = LocalClusterUnderTest.start(NODES)) {
            List<String> scraped = cluster.target().nodes().stream()
                    .map(node -> URI.create(node.management()).getAuthority())
                    .toList();
            try (PrometheusProcess prometheus = PrometheusProcess.start(scraped, rules, folder)) {
                talk(cluster.addresses());

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(unanswered(prometheus)).isEmpty());
                assertThat(prometheus.rulesThatFail()).isEmpty();
                assertThat(instances(prometheus, "parley_node_ready == 1"))
                        .containsExactlyInAnyOrderElementsOf(scraped);
                assertThat(instances(prometheus, "parley_cluster_members{status=\"up\"} == " + NODES))
                        .as("each sees all")
                        .containsExactlyInAnyOrderElementsOf(scraped);
                assertThat(instances(prometheus, "parley_message_delivery_seconds_count > 0"))
                        .as("people talked through each")
                        .containsExactlyInAnyOrderElementsOf(scraped);
                assertThat(prometheus.firing()).doesNotContain("ParleyNoLease", NOT_READY, ONE_NOT_READY);

                aNodeThatDiesIsATicket(cluster, prometheus);
                aStoreThatStandsStillWakesSomebody(cluster, prometheus);
            }
        }
    }

    private static void aNodeThatDiesIsATicket(LocalClusterUnderTest cluster, PrometheusProcess prometheus)
            throws IOException {
        cluster.kill(NODES - 1);

        await().atMost(WOKEN_WITHIN)
                .untilAsserted(() -> assertThat(prometheus.firing()).contains(ONE_NOT_READY));
        assertThat(prometheus.firing()).as("two of three are ready").doesNotContain(NOT_READY);
        // Its supervisor has started another.
        await().atMost(WOKEN_WITHIN)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContain(ONE_NOT_READY));
    }

    private static void aStoreThatStandsStillWakesSomebody(
            LocalClusterUnderTest cluster, PrometheusProcess prometheus) {
        long database = cluster.databasePid();
        LocalClusterUnderTest.signal(database, "STOP");
        try {
            await().atMost(WOKEN_WITHIN)
                    .untilAsserted(() -> assertThat(prometheus.firing()).contains("ParleyNoLease", NOT_READY));
        } finally {
            LocalClusterUnderTest.signal(database, "CONT");
        }
        await().atMost(WOKEN_WITHIN)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContain("ParleyNoLease", NOT_READY));
    }

    private static List<String> instances(PrometheusProcess prometheus, String query) throws IOException {
        List<String> instances = new ArrayList<>();
        prometheus
                .query(query)
                .forEach(series -> instances.add(series.at("/metric/instance").asText()));
        return instances;
    }

    /** Metrics that no series has, and queries of panels and rules that nothing answers. */
    private static List<String> unanswered(PrometheusProcess prometheus) throws IOException {
        List<String> unanswered = new ArrayList<>();
        for (String metric : metrics()) {
            if (prometheus.query(metric).isEmpty()) {
                unanswered.add(metric);
            }
        }
        for (String query : panels()) {
            if (prometheus.query(query).isEmpty()) {
                unanswered.add(query);
            }
        }
        for (JsonNode rule : rules()) {
            String record = rule.path("record").asText();
            if (!record.isEmpty() && prometheus.query(record).isEmpty()) {
                unanswered.add(record);
            }
        }
        return unanswered;
    }

    /** As Grafana asks, with everything chosen. */
    private static List<String> panels() throws IOException {
        List<String> queries = new ArrayList<>();
        try (Stream<Path> boards = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path board : boards.sorted().toList()) {
                new ObjectMapper()
                        .readTree(board.toFile())
                        .path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> queries.add(target.path("expr")
                                        .asText()
                                        .replace("$__rate_interval", "30s")
                                        .replace("$namespace", ".*")
                                        .replace("$instance", ".*"))));
            }
        }
        assertThat(queries).hasSizeGreaterThan(60);
        return queries;
    }

    private static Set<String> metrics() throws IOException {
        Set<String> metrics = new TreeSet<>();
        List<String> queries = new ArrayList<>(panels());
        rules().forEach(rule -> queries.add(rule.path("expr").asText()));
        for (String query : queries) {
            METRIC.matcher(NO_METRIC.matcher(query).replaceAll(""))
                    .results()
                    .forEach(found -> metrics.add(found.group()));
        }
        assertThat(metrics).hasSizeGreaterThan(40);
        return metrics;
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        JsonNode file =
                new YAMLMapper().readTree(MONITORING.resolve("parley.rules.yml").toFile());
        file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private Path hastened() throws IOException {
        String rules = Files.readString(MONITORING.resolve("parley.rules.yml"));
        return Files.writeString(folder.resolve("parley.rules.yml"), rules.replaceAll("(?m)^( +for: ).*$", "$1" + FOR));
    }

    private static void talk(List<String> addresses) throws Exception {
        var printed = new ByteArrayOutputStream();
        Demo.run(
                new DemoOptions(addresses, Duration.ofMillis(2), 2, 2),
                new Demo.Wire(HttpClient.newHttpClient(), FrameTap.NONE),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
}
