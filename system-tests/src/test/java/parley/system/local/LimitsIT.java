package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.server.FreePorts;
import parley.server.LimitsDocument;

/** What a running node shows is what the document says. */
class LimitsIT {

    private static final Pattern LIMIT =
            Pattern.compile("(?m)^parley_limit_reached_total\\{limit=\"([^\"]+)\"\\} \\S+$");
    private static final Pattern METRIC = Pattern.compile("(?m)^(parley_[a-z_]+?)(?:_bucket|_count|_sum|_max)?[ {]");

    @TempDir
    private Path data;

    @Test
    void aNodeShowsEveryLimitAndEveryMetricThatTheDocumentNames() throws Exception {
        int firstPort = FreePorts.firstOf(2);
        try (CommandRun up = CommandRun.start(
                        "up",
                        "--data",
                        data.toString(),
                        "--http-port",
                        Integer.toString(firstPort),
                        "--ws-port",
                        Integer.toString(firstPort + 1))
                .awaitLine("parley: ready")) {
            assertThat(up.isAlive()).isTrue();
            JsonNode addresses = CommandRun.status(data).path("nodes").path(0).path("addresses");
            HttpResponse<String> asked = get(addresses.path("http").asText() + "/health/live");
            assertThat(asked.statusCode()).isEqualTo(200);

            HttpResponse<String> shown = get(addresses.path("management").asText() + "/metrics");

            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            LimitsDocument document = LimitsDocument.read();

            assertThat(all(LIMIT, shown.body()))
                    .isEqualTo(document.rows().stream()
                            .filter(LimitsDocument.Row::counted)
                            .map(LimitsDocument.Row::limit)
                            .collect(Collectors.toCollection(TreeSet::new)));
            // Shards are counted by those who have them, and are there when these have answered once.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(all(
                                    METRIC,
                                    get(addresses.path("management").asText() + "/metrics")
                                            .body()))
                            .containsAll(document.metrics()));
            assertThat(shown.body()).contains("\njvm_memory_used_bytes{");
            changesOneAndTakesItBack(addresses.path("management").asText());
            isWell();
        }
    }

    private void changesOneAndTakesItBack(String management) throws Exception {
        String limit = "parley.gateway.socket.admission.per-second";

        CommandRun changed = set("limit", limit, "77");
        assertThat(changed.exitStatus()).as(changed.output()).isZero();
        assertThat(get(management + "/parley/limits/" + limit).body()).contains("\"value\":77,\"configured\":2000");
        assertThat(set().output()).contains("node 0  " + limit + " = 77  (10 to 1000000, configured 2000)");
        CommandRun refused = set("limit", limit, "1");
        assertThat(refused.exitStatus()).isEqualTo(1);
        assertThat(refused.output()).contains("node 0: " + limit + ": 1 (expected: 10 to 1000000)");
        assertThat(set("limit", limit, "configured").output()).contains("\"value\":2000");

        String gateway = management + "/parley/loggers/parley.gateway";
        assertThat(ask(gateway, "PUT", "{\"level\":\"DEBUG\"}").statusCode()).isEqualTo(200);
        assertThat(get(gateway + ".ws").body()).contains("\"level\":\"DEBUG\",\"changed\":false");
        assertThat(ask(gateway, "PUT", "DEBUG").statusCode()).isEqualTo(400);
        assertThat(ask(gateway, "DELETE", "").body()).contains("\"level\":\"INFO\",\"changed\":false");
        assertThat(get(management + "/parley/limits/parley.engine.shards").statusCode())
                .isEqualTo(404);
        assertThat(Files.readString(data.resolve("logs/node-0.log")))
                .contains("limit changed limit=" + limit + " from=2000 to=77 by=" + System.getProperty("user.name"))
                .contains("level changed name=parley.gateway from=INFO to=DEBUG by=unknown");
    }

    /** A machine may be short of something; the deployment is not. */
    private void isWell() throws Exception {
        CommandRun doctor = CommandRun.finished("doctor", "--json", "--data", data.toString());
        Map<String, String> severities = new TreeMap<>();
        new ObjectMapper()
                .readTree(doctor.output())
                .path("findings")
                .forEach(found -> severities.put(
                        found.path("check").asText(), found.path("severity").asText()));

        assertThat(severities).as(doctor.output()).hasSize(17);
        List.of("open-files", "disk", "memory").forEach(severities::remove);
        assertThat(severities.values()).as(doctor.output()).containsOnly("ok");
    }

    private CommandRun set(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("set"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        return CommandRun.finished(command.toArray(String[]::new));
    }

    private static Set<String> all(Pattern pattern, String body) {
        return pattern.matcher(body)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static HttpResponse<String> ask(String address, String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
