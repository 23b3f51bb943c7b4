package parley.loadtests.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.loadtests.faults.ClusterNode;

/** Asks each node, four times a second, whether it is ready, whom it takes for a member, and how many shards it holds. Thread-safe. */
final class ClusterWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);
    private static final long PERIOD_MILLIS = 250;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final String SHARDS_HELD = "parley_lease_shards_held ";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A process of a node as a member: its address, which process it is there, and its status. */
    private record Member(String address, String uid, String status) {}

    /** What a node says of the cluster; nothing while it does not answer. */
    private record View(boolean ready, List<Member> members, List<String> unreachable, String oldest, int shards) {
        static final View NONE = new View(false, List.of(), List.of(), "", 0);
    }

    private final List<ClusterNode> nodes;
    private final View[] views;
    private final ScheduledExecutorService threads;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    ClusterWatch(List<ClusterNode> nodes) {
        this.nodes = List.copyOf(nodes);
        this.views = new View[nodes.size()];
        this.threads = Executors.newScheduledThreadPool(nodes.size());
        for (int k = 0; k < nodes.size(); k++) {
            int node = k;
            views[k] = View.NONE;
            var unused = threads.scheduleWithFixedDelay(() -> look(node), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look(int k) {
        String management = nodes.get(k).management();
        boolean ready = get(management + "/ready") != null;
        String members = get(management + "/cluster/members");
        String metrics = get(management + "/metrics");
        View seen = members == null || metrics == null ? View.NONE : viewOf(ready, json(members), shards(metrics));
        synchronized (this) {
            views[k] = seen;
        }
    }

    private static int shards(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(SHARDS_HELD))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(SHARDS_HELD.length())))
                .sum();
    }

    private static View viewOf(boolean ready, JsonNode cluster, int shards) {
        return new View(
                ready,
                items(cluster.path("members")).stream()
                        .map(member -> new Member(
                                member.path("node").asText(),
                                member.path("nodeUid").asText(),
                                member.path("status").asText()))
                        .toList(),
                items(cluster.path("unreachable")).stream()
                        .map(member -> member.path("node").asText())
                        .toList(),
                cluster.path("oldest").asText(),
                shards);
    }

    private static List<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a management endpoint does not answer in JSON", e);
        }
    }

    private @Nullable String get(String url) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? response.body() : null;
        } catch (IOException e) {
            log.debug("no answer url={} reason={}", url, e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Whether every node is ready and takes all nodes, and no others, for members that are there. */
    synchronized boolean isWell() {
        return IntStream.range(0, views.length).allMatch(this::isWell);
    }

    private boolean isWell(int k) {
        View view = views[k];
        return view.ready()
                && view.unreachable().isEmpty()
                && view.members().size() == nodes.size()
                && view.members().stream().allMatch(member -> member.status().equals("Up"));
    }

    synchronized boolean isReady(int k) {
        return views[k].ready();
    }

    /** Whether a node that is not k takes k for unreachable. */
    synchronized boolean isUnreachable(int k) {
        return others(k).anyMatch(view -> view.unreachable().stream().anyMatch(address -> is(k, address)));
    }

    /** Which process of a node the others know; empty when they know none. */
    synchronized String uid(int k) {
        return others(k)
                .flatMap(view -> view.members().stream())
                .filter(member -> is(k, member.address()))
                .map(Member::uid)
                .findFirst()
                .orElse("");
    }

    /** Whether every other node that answers has forgotten this process of a node. */
    synchronized boolean isRemoved(int k, String uid) {
        return others(k)
                .filter(view -> !view.members().isEmpty())
                .noneMatch(view ->
                        view.members().stream().anyMatch(member -> member.uid().equals(uid)));
    }

    /** How many shards of chats the nodes may answer for, all together. */
    synchronized int shardsHeld() {
        return Arrays.stream(views).mapToInt(View::shards).sum();
    }

    /** The node that all others take for the oldest. */
    synchronized OptionalInt oldest() {
        return IntStream.range(0, views.length)
                .filter(k -> others(k).allMatch(view -> is(k, view.oldest())))
                .findFirst();
    }

    private Stream<View> others(int k) {
        return IntStream.range(0, views.length).filter(other -> other != k).mapToObj(other -> views[other]);
    }

    private boolean is(int k, String address) {
        return address.contains("@" + nodes.get(k).child().host() + ":");
    }

    /** For people: what each node says. */
    synchronized String describe() {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < views.length; k++) {
            View view = views[k];
            text.append("node ")
                    .append(k)
                    .append(view.ready() ? " ready" : " not ready")
                    .append(", members ");
            view.members()
                    .forEach(member -> text.append(member.address())
                            .append(' ')
                            .append(member.status())
                            .append(' '));
            text.append("unreachable ").append(view.unreachable()).append("; ");
        }
        return text.toString();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
