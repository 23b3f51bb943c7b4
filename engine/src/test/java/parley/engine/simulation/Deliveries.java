package parley.engine.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import parley.engine.chat.domain.ChatState;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/** What is pushed: to whom, and, when there is no trouble, one entry after the other. */
final class Deliveries {

    private record What(UserId user, ChatId chat, long seq) {}

    private final World world;
    /** And the newest seq that any row had when it was first pushed to somebody. */
    private final Map<What, Long> pushed = new HashMap<>();

    private final Map<Client, Long> inCalm = new HashMap<>();
    private boolean calm;

    Deliveries(World world) {
        this.world = world;
    }

    void pushed(Client client, ChatId chat, long seq, long have) {
        pushed.putIfAbsent(new What(client.user, chat, seq), world.store.tables.lastSeq(chat.key()));
        if (calm) {
            inCalm.put(client, seq);
            if (seq > have + 1) {
                world.violated("D9", "%s has %s up to %d and is pushed %d", client, chat, have, seq);
            }
        }
    }

    /** From now on nothing may be left out. */
    void calm() {
        calm = true;
    }

    /** The last entry that was pushed since then. */
    long inCalm(Client client) {
        return inCalm.getOrDefault(client, 0L);
    }

    /** Only to whoever is a member, or is put out by it or by a later one that was there when it was pushed. */
    void finish() {
        for (ChatId chat : world.chatIds) {
            List<StoredEntry> entries = world.store.tables.entries(chat.key());
            Map<UserId, boolean[]> audience = audience(entries);
            pushed.forEach((what, newest) -> {
                if (what.chat().equals(chat)
                        && !isAny(audience.get(what.user()), what.seq(), Math.min(newest, entries.size()))) {
                    world.violated("D8", "%s is pushed %d of %s, up to %d", what.user(), what.seq(), chat, newest);
                }
            });
        }
    }

    private static boolean isAny(boolean[] told, long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            if (told[(int) seq]) {
                return true;
            }
        }
        return false;
    }

    private Map<UserId, boolean[]> audience(List<StoredEntry> entries) {
        Map<UserId, boolean[]> audience = new HashMap<>();
        world.clients.forEach(client -> audience.put(client.user, new boolean[entries.size() + 1]));
        ChatState state = ChatState.EMPTY;
        for (StoredEntry entry : entries) {
            ChatState before = state;
            state = state.evolve(entry.entry().event(), world.limits());
            ChatState after = state;
            audience.forEach((user, told) -> told[(int) entry.seq()] = before.isMember(user) || after.isMember(user));
        }
        return audience;
    }
}
