package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks every node once a second which members of the cluster it sees, on its management address, as {@code ./parley status} does. A
 * member that is Up at the beginning and not later, or another instead of it, was downed or has died: nobody here stops any. Thread-safe.
 */
final class Members implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> nodes;
    private final SortedSet<String> expected = new TreeSet<>();
    private long asked;
    private long unanswered;
    private long changed;
    private long unreachable;
    private int leastUp = Integer.MAX_VALUE;
    private String lastSeen = "";

    /** Asks these management addresses; empty ones are left out. */
    Members(List<String> nodes) {
        this.nodes = nodes.stream().filter(node -> !node.isEmpty()).toList();
    }

    /** Who is Up now is who has to stay. */
    synchronized void watch() {
        for (String node : nodes) {
            ask(node).ifPresent(seen -> expected.addAll(up(seen)));
        }
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Looks once more and tells what was seen. */
    synchronized Seen seen() {
        look();
        return new Seen(expected.size(), leastUp, asked, unanswered, changed, unreachable, lastSeen);
    }

    /**
     * What the nodes said.
     *
     * @param expected members Up at the beginning
     * @param leastUp the fewest that a node saw Up
     * @param asked how often a node was asked, and {@code unanswered} how often it did not answer in time
     * @param changed how often a node saw others than at the beginning
     * @param unreachable how often a node saw one of them as unreachable, which is not yet downing
     * @param now how many each node sees Up at the end
     */
    record Seen(int expected, int leastUp, long asked, long unanswered, long changed, long unreachable, String now) {

        boolean isStable() {
            return expected > 0 && changed == 0 && asked > unanswered;
        }

        @Override
        public String toString() {
            return expected + " Up at the beginning, never fewer than " + leastUp + ", now " + now + "; asked " + asked
                    + " times (" + unanswered + " without an answer), others seen " + changed + " times, unreachable "
                    + unreachable + " times";
        }
    }

    boolean isPossible() {
        return !nodes.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private synchronized void look() {
        StringBuilder now = new StringBuilder();
        for (String node : nodes) {
            asked++;
            Optional<JsonNode> answer = ask(node);
            if (answer.isEmpty()) {
                unanswered++;
                now.append(" ?");
                continue;
            }
            SortedSet<String> up = up(answer.get());
            now.append(' ').append(up.size());
            leastUp = Math.min(leastUp, up.size());
            changed += up.equals(expected) ? 0 : 1;
            unreachable += answer.get().path("unreachable").size() == 0 ? 0 : 1;
        }
        lastSeen = now.toString().strip();
    }

    private Optional<JsonNode> ask(String node) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node + "/cluster/members"))
                .timeout(ANSWER_WITHIN)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** By address and uid: a node that comes back in the place of another is another member. */
    private static SortedSet<String> up(JsonNode seen) {
        SortedSet<String> up = new TreeSet<>();
        for (JsonNode member : seen.path("members")) {
            if (member.path("status").asText().equals("Up")) {
                up.add(member.path("node").asText() + "#"
                        + member.path("nodeUid").asText());
            }
        }
        return up;
    }
}
