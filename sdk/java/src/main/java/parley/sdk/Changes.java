package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/** Asks for changes of chats that are no messages, each under a key of its own, as often as it takes to know the outcome. */
final class Changes {

    private static final int ATTEMPTS = 6;
    private static final long RETRY_MS = 700;

    private final Connection connection;
    private final Keys keys;
    private final Loop loop;

    Changes(Connection connection, Keys keys, Loop loop) {
        this.connection = connection;
        this.keys = keys;
        this.loop = loop;
    }

    /** The reply to a frame without id and key; fails with a {@link Refusal}. */
    CompletableFuture<ObjectNode> ask(ObjectNode frame) {
        return attempt(frame.put("key", keys.next(loop.now())), 1);
    }

    private CompletableFuture<ObjectNode> attempt(ObjectNode frame, int attempt) {
        return connection.request(frame).exceptionallyCompose(failure -> {
            Refusal refusal = Refusal.of(failure);
            if (!refusal.retryable() || attempt == ATTEMPTS) {
                return CompletableFuture.failedFuture(refusal);
            }
            long wait = refusal.retryAfterMs() == null ? RETRY_MS * attempt : refusal.retryAfterMs();
            return loop.pause(wait).thenCompose(over -> attempt(frame, attempt + 1));
        });
    }
}
