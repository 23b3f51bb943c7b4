package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * A message without an ack, as it is kept until it has one.
 *
 * @param key under which it is sent, however often: it tells the message from all others of its user in its chat
 * @param user who wrote it
 * @param at when it was written, by this machine's clock
 * @param since the chat's seq when it was first tried to be sent; null until then
 * @param failed the code of a refusal that is final; null while it is to be sent
 * @param place what it is sorted by where that is not its key
 */
public record Unsent(
        String key,
        String user,
        String chat,
        String text,
        long at,
        @Nullable Long since,
        @Nullable String failed,
        @Nullable String place) {

    /** What tells a message from all others of its user: a key is of one chat. */
    record Id(String chat, String key) {}

    Id id() {
        return new Id(chat, key);
    }

    Unsent since(long seq) {
        return new Unsent(key, user, chat, text, at, seq, failed, place);
    }

    Unsent failed(String code) {
        return new Unsent(key, user, chat, text, at, since, code, place);
    }

    /** Keys that are made here are ordered by time, others say theirs. */
    String placeInOrder() {
        return place == null ? key : place;
    }
}
