package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes what the clients miss while they are away: the same number of messages into each group, at a rate that is no storm itself. */
final class Missed {

    private static final int PIECE = 10;
    private static final ServiceApi.Bulk MESSAGES = new ServiceApi.Bulk("messages", "messages", PIECE, 1);
    private static final String TEXT = "While you were away, somebody said a few words that you will want to read. ";

    private final ServiceApi service;
    private final Duration pieceTime;

    /** Writes at most so many messages in a second. */
    Missed(ServiceApi service, int perSecond) {
        this.service = service;
        this.pieceTime = Duration.ofNanos(TimeUnit.SECONDS.toNanos(PIECE) / perSecond);
    }

    /**
     * Blocks until all are durable, and returns the seq of the last message of each chat. {@code occasion} tells these messages
     * from those of other times.
     */
    Map<String, Long> write(List<Population.Group> groups, int each, String occasion) {
        List<ObjectNode> items = new ArrayList<>();
        for (int message = 0; message < each; message++) {
            for (Population.Group group : groups) {
                items.add(ServiceApi.object()
                        .put("chat", group.chat())
                        .put("by", group.speaker())
                        .put("key", occasion + "-" + message)
                        .put("since", 1)
                        .put("text", TEXT + message));
            }
        }
        Map<String, Long> last = new HashMap<>();
        long next = System.nanoTime();
        for (int from = 0; from < items.size(); from += PIECE) {
            long early = next - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            next = Math.max(next, System.nanoTime()) + pieceTime.toNanos();
            for (JsonNode result : service.post(MESSAGES, items.subList(from, Math.min(items.size(), from + PIECE)))) {
                last.merge(result.path("chat").asText(), result.path("seq").asLong(), Math::max);
            }
        }
        return last;
    }
}
