package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;

/** The service API in bulk: long lists in pieces, several pieces at once, failed items again with what made them. */
public final class ServiceApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TRIES_MAX = 20;

    private final HttpApi api;
    private final String key;
    private final Duration within;
    private int turn;

    /** @param within how long a list may take, and then what could not be done is given up */
    public ServiceApi(HttpApi api, String key, Duration within) {
        this.api = api;
        this.key = key;
        this.within = within;
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** What is posted where, in pieces of what size, how many at once. */
    public record Bulk(String path, String list, int piece, int atOnce) {}

    private record Asked(List<Integer> places, CompletionStage<JsonNode> answer) {}

    /**
     * Posts all items, in their order, and blocks until each has its result.
     *
     * @throws StormException if an item is refused, or when the time is over
     */
    public List<JsonNode> post(Bulk bulk, List<? extends JsonNode> items) {
        long deadline = System.nanoTime() + within.toNanos();
        JsonNode[] results = new JsonNode[items.size()];
        List<Integer> open = new ArrayList<>();
        for (int place = 0; place < items.size(); place++) {
            open.add(place);
        }
        for (int tries = 0; !open.isEmpty(); tries++) {
            if (tries == TRIES_MAX || System.nanoTime() - deadline > 0) {
                throw new StormException(open.size() + " of " + bulk.list() + " not done");
            }
            open = round(bulk, items, open, results, deadline);
        }
        return List.of(results);
    }

    /** As {@link #post}, for a list of plain texts. */
    List<JsonNode> postTexts(Bulk bulk, List<String> items) {
        return post(bulk, items.stream().map(TextNode::valueOf).toList());
    }

    /** Tries each open place once; returns those that are to be tried again. */
    private List<Integer> round(
            Bulk bulk, List<? extends JsonNode> items, List<Integer> open, JsonNode[] results, long deadline) {
        List<Integer> again = new ArrayList<>();
        Deque<Asked> asked = new ArrayDeque<>();
        for (int from = 0; from < open.size(); from += bulk.piece()) {
            List<Integer> places = open.subList(from, Math.min(open.size(), from + bulk.piece()));
            if (asked.size() == bulk.atOnce()) {
                take(bulk, asked.remove(), results, again, deadline);
            }
            asked.add(new Asked(places, ask(bulk, items, places)));
        }
        while (!asked.isEmpty()) {
            take(bulk, asked.remove(), results, again, deadline);
        }
        return again;
    }

    private CompletionStage<JsonNode> ask(Bulk bulk, List<? extends JsonNode> items, List<Integer> places) {
        ArrayNode piece = JSON.createArrayNode();
        places.forEach(place -> piece.add(items.get(place)));
        ObjectNode body = object();
        body.set(bulk.list(), piece);
        return api.startingAt(turn++).request("POST", "/v1/service/" + bulk.path(), body, key);
    }

    private static void take(Bulk bulk, Asked asked, JsonNode[] results, List<Integer> again, long deadline) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        JsonNode answers = Failures.await(asked.answer(), left).path("results");
        if (answers.size() != asked.places().size()) {
            throw new IllegalStateException("results: " + answers.size() + " (expected: "
                    + asked.places().size() + " for " + bulk.list() + ")");
        }
        for (int i = 0; i < answers.size(); i++) {
            JsonNode error = answers.get(i).path("error");
            int place = asked.places().get(i);
            if (error.isMissingNode()) {
                results[place] = answers.get(i);
            } else if (error.path("retryable").asBoolean()) {
                again.add(place);
            } else {
                throw new StormException(bulk.list() + ": " + error);
            }
        }
    }
}
