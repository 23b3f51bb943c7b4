package parley.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a chat's log. What a kind does not have is null; docs/protocol.md, section 2.4, has the kinds. A kind that is unknown holds a
 * place in the order and is not shown, as {@code hidden}.
 *
 * @param seq its place, from 1 on
 * @param n how many messages there are up to and including it
 * @param at when, in epoch milliseconds
 * @param by the user who did it
 * @param key of a message: what its sender called it by
 */
public record Entry(
        long seq,
        long n,
        long at,
        String kind,
        @Nullable String by,
        @Nullable String key,
        @Nullable String text,
        @Nullable List<String> users,
        @Nullable String user,
        @Nullable String title,
        @Nullable String chatKind) {

    static Entry message(Position at, long time, String by, String key, String text) {
        return new Entry(at.seq(), at.n(), time, "message", by, key, text, null, null, null, null);
    }

    /** Whether somebody said something. */
    public boolean isMessage() {
        return kind.equals("message");
    }

    /** Its place in the log. */
    public Position position() {
        return new Position(seq, n);
    }
}
