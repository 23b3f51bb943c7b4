package parley.loadtests.client;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a chat's log, as the server sends it. What a kind does not have is null.
 *
 * @param seq its place in the chat, from 1
 * @param n the number of messages up to and including it
 * @param at epoch milliseconds
 */
public record Entry(
        long seq,
        long n,
        long at,
        String kind,
        @Nullable String by,
        @Nullable String key,
        @Nullable String text,
        @Nullable String chatKind,
        @Nullable String title,
        @Nullable List<String> users,
        @Nullable String user) {

    public Entry {
        requireNonNull(kind, "kind");
        if (seq < 1) {
            throw new IllegalArgumentException("seq: " + seq + " (expected: from 1)");
        }
    }

    /** Whether it is a message, and so counted by {@code n}. */
    public boolean isMessage() {
        return kind.equals("message");
    }

    /** Whether this entry makes the user a member. */
    boolean admits(String member) {
        boolean listed = users != null && users.contains(member);
        return switch (kind) {
            case "created" -> listed || member.equals(by);
            case "added" -> listed;
            default -> false;
        };
    }

    /** Whether this entry ends the user's membership. */
    boolean dismisses(String member) {
        return switch (kind) {
            case "removed" -> member.equals(user);
            case "left" -> member.equals(by);
            default -> false;
        };
    }
}
