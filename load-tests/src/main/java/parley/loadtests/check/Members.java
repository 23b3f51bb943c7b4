package parley.loadtests.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is a member of a chat from which entry to which, as the log itself says. Immutable. */
final class Members {

    private final Map<Integer, List<Change>> changes = new HashMap<>();

    private record Change(long seq, boolean member) {}

    Members(Log log) {
        for (long seq = 1; seq <= log.last(); seq++) {
            Seen entry = log.at(seq);
            if (entry != null && entry.kind() != EntryKind.MESSAGE && entry.kind() != EntryKind.HIDDEN) {
                note(entry);
            }
        }
    }

    private void note(Seen entry) {
        Set<Integer> concerned = new HashSet<>(entry.users());
        concerned.add(entry.by());
        for (int user : concerned) {
            boolean admits = entry.admits(user);
            if (admits || entry.dismisses(user)) {
                changes.computeIfAbsent(user, id -> new ArrayList<>()).add(new Change(entry.seq(), admits));
            }
        }
    }

    /** Whether the user is a member once the entry with this seq is there. */
    boolean isMemberAt(int user, long seq) {
        boolean member = false;
        for (Change change : changes.getOrDefault(user, List.of())) {
            if (change.seq() > seq) {
                break;
            }
            member = change.member();
        }
        return member;
    }

    /** Whether an entry is pushed to the user: members before it or with it. */
    boolean isFor(int user, long seq) {
        return isMemberAt(user, seq - 1) || isMemberAt(user, seq);
    }

    /** Up to where the user may read while the log ends at a seq; 0 if the user was no member yet. */
    long readableUpTo(int user, long end) {
        long readable = 0;
        for (Change change : changes.getOrDefault(user, List.of())) {
            if (change.seq() > end) {
                break;
            }
            readable = change.member() ? end : change.seq();
        }
        return readable;
    }
}
