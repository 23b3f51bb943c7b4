package parley.engine.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.OpenChat;
import parley.engine.id.ChatId;
import parley.engine.session.SessionProtocol.Open;
import parley.engine.simulation.Client.ListParts;

/** Who connects is told the truth: of all that was acked before, and how to go on. */
final class Continuity {

    static final long PROVEN_ENTRIES_MAX = 12;

    private record Debt(Client client, long connection, ChatId chat, long seq) {}

    private final World world;
    private final List<Debt> debts = new ArrayList<>();
    /** What had been acked by then. */
    private final Map<ChatId, NavigableMap<Long, Long>> acked = new TreeMap<>();

    Continuity(World world) {
        this.world = world;
    }

    void acked(ChatId chat, long seq) {
        NavigableMap<Long, Long> byTime = acked.computeIfAbsent(chat, any -> new TreeMap<>());
        Map.Entry<Long, Long> last = byTime.lastEntry();
        byTime.put(world.timeline.nanos(), last == null ? seq : Math.max(seq, last.getValue()));
    }

    /** What whoever asked then has to be told of: 0 if they were no member. */
    private long owed(Client client, ChatId chat, long askedAt) {
        Map.Entry<Long, Long> then = acked.getOrDefault(chat, new TreeMap<>()).floorEntry(askedAt);
        if (then == null) {
            return 0;
        }
        ChatState state = world.checker.stateUpTo(world.store.tables.entries(chat.key()), then.getValue());
        return state.isMember(client.user) ? then.getValue() : 0;
    }

    void welcomed(Client client, ListParts parts, List<Open> claimed, HubProtocol.Welcomed welcomed) {
        Map<String, OpenChat> answers = new HashMap<>();
        HubProtocol.Continuity worst = HubProtocol.Continuity.PROVEN;
        for (OpenChat open : welcomed.open()) {
            answers.put(open.chat(), open);
            worst = open.continuity().compareTo(worst) > 0 ? open.continuity() : worst;
        }
        if (worst != welcomed.continuity()) {
            world.violated("D11", "%s is told %s", client, welcomed);
        }
        for (Open claim : claimed) {
            OpenChat answer = answers.get(claim.chat().local());
            long owed = owed(client, claim.chat(), parts.askedAt);
            if (answer != null && isNotSure(client, claim, answer)) {
                continue;
            }
            if (answer != null && answer.newest().seq() < owed && !parts.isOfTheStore()) {
                owe(client, claim.chat(), owed);
                requireRightWord(client, claim, answer);
            } else if (answer == null || answer.newest().seq() < owed) {
                world.violated("D11", "%s has %s, %d is acked, and is told %s", client, claim, owed, answer);
            } else {
                requireRightWord(client, claim, answer);
            }
        }
    }

    private void requireRightWord(Client client, Open claim, OpenChat answer) {
        if (answer.continuity() != expected(answer.newest().seq() - claim.seq())) {
            world.violated("D11", "%s has %s and is told %s", client, claim, answer);
        }
    }

    /** The chat may not have answered: nothing is said but that. */
    private boolean isNotSure(Client client, Open claim, OpenChat answer) {
        return answer.continuity() == HubProtocol.Continuity.TOO_LONG
                && world.store.tables.wasOpen(client.user, claim.chat());
    }

    /** Nobody has what cannot be, so nobody has to begin again: also not for having more than a session knew. */
    private static HubProtocol.Continuity expected(long missing) {
        return missing > PROVEN_ENTRIES_MAX ? HubProtocol.Continuity.TOO_LONG : HubProtocol.Continuity.PROVEN;
    }

    /** What was under way to the session then is pushed, or told later, on the same connection. */
    private void owe(Client client, ChatId chat, long seq) {
        debts.add(new Debt(client, client.connection(), chat, seq));
    }

    /** In calm nothing is under way any more. */
    void calm() {
        for (Debt debt : debts) {
            Client client = debt.client();
            if (client.isConnected()
                    && client.connection() == debt.connection()
                    && client.view(debt.chat()).told < debt.seq()) {
                world.violated("D11", "%s was never told of %d in %s", client, debt.seq(), debt.chat());
            }
        }
    }

    /** Whoever has the list knows of all that was acked before they asked for it. */
    void synced(Client client, ListParts parts) {
        for (ChatId chat : world.chatIds) {
            long owed = owed(client, chat, parts.askedAt);
            if (client.replica.listed(chat) < owed && !parts.isOfTheStore()) {
                owe(client, chat, owed);
            } else if (client.replica.listed(chat) < owed && !client.replica.isUnsure(chat)) {
                world.violated(
                        "D11",
                        "%s is synced, %s %d is acked, listed is %d",
                        client,
                        chat,
                        owed,
                        client.replica.listed(chat));
            }
        }
    }
}
