package parley.engine.chat.domain;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import parley.engine.id.UserId;

/**
 * Who is in a chat, and who was. Immutable; changes cost O(log members).
 *
 * @param owner null in a direct chat, and in a group whose last member left
 * @param joined each member with the seq of the entry that added them
 * @param former those who left, with the seq of the entry that removed them; only the newest {@link #FORMER_MAX}
 */
record Members(@Nullable UserId owner, PSortedMap<UserId, Long> joined, PSortedMap<UserId, Long> former) {

    /** How many former members are remembered by the chat itself; the inbox rows know the others. */
    static final int FORMER_MAX = 1_000;

    static final Members NOBODY = new Members(null, TreePMap.empty(), TreePMap.empty());

    boolean contains(UserId user) {
        return joined.containsKey(user);
    }

    int count() {
        return joined.size();
    }

    Members add(Collection<UserId> users, long seq) {
        PSortedMap<UserId, Long> nextJoined = joined;
        PSortedMap<UserId, Long> nextFormer = former;
        for (UserId user : users) {
            if (!nextJoined.containsKey(user)) {
                nextJoined = nextJoined.plus(user, seq);
                nextFormer = nextFormer.minus(user);
            }
        }
        return new Members(owner, nextJoined, nextFormer);
    }

    /** The user is out; an owner who goes is followed by the member who has been in the chat longest. */
    Members remove(UserId user, long seq) {
        PSortedMap<UserId, Long> nextJoined = joined.minus(user);
        UserId nextOwner = user.equals(owner) ? longestIn(nextJoined) : owner;
        return new Members(nextOwner, nextJoined, withoutOldest(former.plus(user, seq)));
    }

    Members ownedBy(UserId user) {
        return new Members(user, joined, former);
    }

    /** In the order of their ids. */
    List<UserId> all() {
        return List.copyOf(joined.keySet());
    }

    private static @Nullable UserId longestIn(PSortedMap<UserId, Long> members) {
        return members.entrySet().stream()
                .min(Map.Entry.<UserId, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static PSortedMap<UserId, Long> withoutOldest(PSortedMap<UserId, Long> former) {
        if (former.size() <= FORMER_MAX) {
            return former;
        }
        UserId oldest = former.entrySet().stream()
                .min(Map.Entry.<UserId, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        return former.minus(oldest);
    }
}
