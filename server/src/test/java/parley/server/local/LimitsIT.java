package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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
        }
    }

    private static Set<String> all(Pattern pattern, String body) {
        return pattern.matcher(body)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
