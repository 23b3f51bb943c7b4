package parley.loadtests.check;

import java.util.List;
import java.util.Locale;

/**
 * An entry as somebody saw it: in a push, on a page, in the journal. Two are equal if clients could not tell them apart.
 *
 * @param by who did it, by the number of the name; 0 if nobody is named
 * @param key {@link Fingerprint#key} of a message; 0 for what is none
 * @param body {@link Fingerprint} of the text or title
 * @param users whom it made members or dismissed, by the numbers of their names, ascending
 */
public record Seen(long seq, long n, long at, EntryKind kind, int by, long key, long body, List<Integer> users) {

    boolean isMessage() {
        return kind == EntryKind.MESSAGE;
    }

    /** Whether it makes the user a member. */
    boolean admits(int user) {
        return switch (kind) {
            case CREATED -> by == user || users.contains(user);
            case ADDED -> users.contains(user);
            default -> false;
        };
    }

    /** Whether it ends the user's membership. */
    boolean dismisses(int user) {
        return switch (kind) {
            case LEFT -> by == user;
            case REMOVED -> users.contains(user);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return seq + " " + kind.name().toLowerCase(Locale.ROOT)
                + (key == 0 ? "" : " " + Long.toHexString(key))
                + " body " + Integer.toHexString(Long.hashCode(body)) + " n " + n + " at " + at;
    }
}
