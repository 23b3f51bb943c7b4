package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import parley.server.FreePorts;

/** A real Prometheus that scrapes nodes each second under the job that the rules expect. */
final class PrometheusProcess implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String address;
    private final Process process;

    private PrometheusProcess(String address, Process process) {
        this.address = address;
        this.process = process;
    }

    /** {@code targets}: the management addresses of nodes; {@code rules}: a rule file; {@code folder}: for all that it writes. */
    static PrometheusProcess start(List<String> targets, Path rules, Path folder) throws IOException {
        String listen = "127.0.0.1:" + FreePorts.one();
        Path config =
                Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: parley
                    static_configs:
                      - targets: %s
                """.formatted(rules.toAbsolutePath(), targets));
        Process process = new ProcessBuilder(
                        find().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=" + listen,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        var prometheus = new PrometheusProcess("http://" + listen, process);
        try {
            Awaitility.await().atMost(STARTS_WITHIN).until(prometheus::isReady);
        } catch (RuntimeException e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
    }

    private static Path find() {
        String home = System.getenv().getOrDefault("PARLEY_HOME", System.getProperty("user.home") + "/.cache/parley");
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)),
                        Stream.of(home + "/prometheus/usr/bin"))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(file -> Files.isExecutable(file) && Files.isRegularFile(file))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "prometheus: not there (expected: on the PATH, or where ./parley test puts it)"));
    }

    private boolean isReady() {
        assertThat(process.isAlive()).as("prometheus").isTrue();
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What a query is answered: each series with its value. */
    JsonNode query(String query) throws IOException {
        return ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
    }

    /** The alerts that fire. */
    Set<String> firing() throws IOException {
        Set<String> names = new TreeSet<>();
        ask("/api/v1/alerts").at("/data/alerts").forEach(alert -> {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.at("/labels/alertname").asText());
            }
        });
        return names;
    }

    /** Rules that could not be evaluated, and why. */
    List<String> rulesThatFail() throws IOException {
        JsonNode groups = ask("/api/v1/rules").at("/data/groups");
        return groups.findParents("lastError").stream()
                .filter(rule -> !rule.path("lastError").asText().isEmpty())
                .map(rule -> rule.path("name").asText() + ": "
                        + rule.path("lastError").asText())
                .toList();
    }

    private JsonNode ask(String path) throws IOException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
