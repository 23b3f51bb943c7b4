package parley.sdk;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the messages without an ack. One that survives a restart keeps the promise that each is sent once, whatever happens. A key is of one
 * chat: the same key in two chats are two messages. Its methods are called on the client's thread, one after the other, and must not block;
 * changes take effect in the order of the calls. It belongs to one client, which closes it.
 */
public interface Storage {

    /** All there are, of whatever user, in any order. */
    CompletionStage<List<Unsent>> load();

    /** Adds one, or replaces the one with its chat and key. Done when it is written down. */
    CompletionStage<Void> put(Unsent message);

    /** Forgets one. Done when that is written down. */
    CompletionStage<Void> remove(String chat, String key);

    /** Returns when all that was changed is written down. May block. */
    void close();
}
