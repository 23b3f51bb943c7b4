package parley.engine.lease;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What holders of shards have made durable ahead of the logs of their chats, where nobody else looks for it. It has to be in the logs
 * before another node starts these chats. Thread-safe. A stage that fails means unknown; doing the same again is safe.
 */
public interface WriteAhead {

    /** For stores that write to the logs and nowhere else. */
    WriteAhead NONE = new WriteAhead() {
        @Override
        public void begin(String node) {}

        @Override
        public CompletionStage<Void> settle() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> recover(NodeIncarnation holder) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** The name under which this node holds shards, and by which others will ask for what it leaves. */
    void begin(String node);

    /** Completes when all that this node has acknowledged until now is in the logs. */
    CompletionStage<Void> settle();

    /** Completes when all that this holder, whose lease is over for sure, has ever acknowledged is in the logs. */
    CompletionStage<Void> recover(NodeIncarnation holder);
}
