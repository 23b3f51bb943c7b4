package parley.loadtests.storm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How much counters of all nodes together have grown, looked at once a second on their management addresses, since a node that is restarted
 * begins at 0 again and takes with it what it counted in its last second. Thread-safe.
 */
final class NodeCounters implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> nodes;
    private final List<String> names;
    private final Map<String, Map<String, Double>> last = new HashMap<>();
    private final SortedMap<String, Double> grown = new TreeMap<>();

    /** Counters with these names, whatever their labels, of the nodes with these management addresses. */
    NodeCounters(List<String> nodes, List<String> names) {
        this.nodes = List.copyOf(nodes);
        this.names = names.stream().map(name -> name + "{").toList();
    }

    /** What they count from now on. */
    void begin() {
        look();
        synchronized (this) {
            grown.clear();
        }
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** By name and labels, as the nodes write them. */
    synchronized SortedMap<String, Long> grown() {
        SortedMap<String, Long> whole = new TreeMap<>();
        grown.forEach((series, by) -> whole.put(series, Math.round(by)));
        return whole;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Once more, also between two seconds. */
    void look() {
        for (String node : nodes) {
            ask(node).ifPresent(text -> note(node, text));
        }
    }

    private synchronized void note(String node, String text) {
        Map<String, Double> before = last.getOrDefault(node, Map.of());
        Map<String, Double> now = new HashMap<>();
        for (String line : text.lines().toList()) {
            int space = line.lastIndexOf(' ');
            if (space > 0 && names.stream().anyMatch(line::startsWith)) {
                now.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        now.forEach((series, value) -> {
            double was = before.getOrDefault(series, 0.0);
            grown.merge(series, value < was ? value : value - was, Double::sum);
        });
        last.put(node, now);
    }

    private Optional<String> ask(String node) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node + "/metrics"))
                .timeout(ANSWER_WITHIN)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
