package parley.engine.account;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The keys with which this installation signs access tokens, shared by its nodes. Thread-safe, never blocks. A stage that fails
 * with {@link StoreUnavailable} means unknown.
 */
public interface SigningKeys {

    /** All keys there are, in no order. */
    CompletionStage<List<StoredKey>> all();

    /**
     * Adds a key unless another node was first with a key of this number. Completes with whether it was added. It is forgotten
     * after {@code timeToLive}.
     */
    CompletionStage<Boolean> add(StoredKey key, Duration timeToLive);

    /**
     * One key.
     *
     * @param number counts keys from 1; the next is always one more than the greatest there is
     * @param text the private key as the edge wrote it, encrypted if a secret is configured
     * @param createdAt epoch milliseconds
     * @param signsFrom when nodes begin to sign with it, epoch milliseconds: all of them know it by then
     */
    record StoredKey(int number, String text, long createdAt, long signsFrom) {
        @Override
        public String toString() {
            return "StoredKey[number=" + number + ", signsFrom=" + signsFrom + "]";
        }
    }
}
