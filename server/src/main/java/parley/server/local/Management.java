package parley.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Asks a node on its management port. A node that does not answer in time has no answer; that is not an error. */
final class Management {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    boolean isReady(NodeAddress node) {
        return get(node, "/ready").isPresent();
    }

    Optional<JsonNode> json(NodeAddress node, String path) {
        return get(node, path).flatMap(Management::parse);
    }

    /** The value of a metric without labels. */
    Optional<Double> metric(NodeAddress node, String name) {
        return get(node, "/metrics")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(name + " "))
                        .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                        .findFirst());
    }

    /** All metrics, by name with labels; none of a node that does not answer. */
    Map<String, Double> metrics(NodeAddress node) {
        Map<String, Double> found = new HashMap<>();
        get(node, "/metrics")
                .ifPresent(text -> text.lines()
                        .filter(line -> !line.startsWith("#") && line.lastIndexOf(' ') > 0)
                        .forEach(line -> {
                            int space = line.lastIndexOf(' ');
                            found.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                        }));
        return found;
    }

    /** How far the clock of a node is before ours; HTTP tells it in seconds. */
    Optional<Duration> clockAhead(NodeAddress node) {
        return send(node, "/alive")
                .flatMap(answer -> answer.headers().firstValue("Date"))
                .map(date -> Duration.between(
                        Instant.now(),
                        ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant()));
    }

    /** Which state a node has as a member of the cluster, as it says itself: {@code Up}, {@code Leaving}… */
    Optional<String> memberStatus(NodeAddress node) {
        return json(node, "/cluster/members")
                .flatMap(cluster -> StreamSupport.stream(cluster.path("members").spliterator(), false)
                        .filter(member -> member.path("node").equals(cluster.path("selfNode")))
                        .map(member -> member.path("status").asText())
                        .findFirst());
    }

    private static Optional<JsonNode> parse(String body) {
        try {
            return Optional.of(JSON.readTree(body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> get(NodeAddress node, String path) {
        return send(node, path).filter(answer -> answer.statusCode() == OK).map(HttpResponse::body);
    }

    private Optional<HttpResponse<String>> send(NodeAddress node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.managementUrl() + path))
                .timeout(TIMEOUT)
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
