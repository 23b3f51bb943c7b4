package parley.engine.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.simulation.Client.Sending;
import parley.engine.simulation.Frames.Seen;
import parley.engine.simulation.Replica.View;

/** What clients were told, against each other while it happens, and against what is stored in the end. */
final class Checker {

    private record Who(ChatId chat, UserId by, MessageKey key) {}

    private record Acked(Client client, Sending sending, HubProtocol.Accepted answer) {}

    private final World world;
    private final Map<Who, Sending> invoked = new HashMap<>();
    private final List<Acked> acked = new ArrayList<>();
    private final Map<ChatId, Map<Long, Seen>> shown = new TreeMap<>();

    Checker(World world) {
        this.world = world;
    }

    int ackedCount() {
        return acked.size();
    }

    // ---- while it happens

    void invoked(Client client, Sending sending) {
        invoked.put(new Who(sending.chat, client.user, sending.command.key()), sending);
    }

    void acked(Client client, Sending sending, HubProtocol.Accepted answer) {
        acked.add(new Acked(client, sending, answer));
        world.continuity.acked(sending.chat, answer.seq());
        requireRows(sending.chat, answer.seq());
    }

    /** Whoever was a member finds the entry in their list, or that the chat has to be asked. */
    private void requireRows(ChatId chat, long seq) {
        Tables tables = world.store.tables;
        ChatState state = stateUpTo(tables.entries(chat.key()), seq);
        if (state.seq() < seq) {
            world.violated("I1", "acked and not stored: %s %d, of %d", chat, seq, state.seq());
            return;
        }
        if (state.sizeClass() == SizeClass.MEDIUM) {
            Tables.Shown head = tables.head(chat).value;
            if (head == null || (head.head().stamp().seq() < seq && !head.open())) {
                world.violated("D2", "acked %s %d, and the head says %s", chat, seq, head);
            }
            return;
        }
        for (UserId member : state.members()) {
            Tables.Shown row = tables.row(member, chat).shown.value;
            if (row == null || (row.head().stamp().seq() < seq && !row.open())) {
                world.violated("D2", "acked %s %d, and the row of %s says %s", chat, seq, member, row);
            }
        }
    }

    void refused(Client client, Sending sending, long askedAt, ChatRejection reason) {
        if (reason == ChatRejection.KEY_REUSED || reason == ChatRejection.TOO_OLD) {
            world.violated("D3", "%s: %s for %s", client, reason, sending.command);
        }
        long stored = world.store.tables.storedAt(sending.chat.key(), sending.command);
        // Another try of it may still be under way, and be accepted after this one was not.
        if (sending.command instanceof ChatCommand.Post && stored < askedAt) {
            world.violated("I2", "%s is told %s for %s, which is stored", client, reason, sending.command);
        }
    }

    void shown(Client client, ChatId chat, Seen seen) {
        Seen first = shown.computeIfAbsent(chat, any -> new TreeMap<>()).putIfAbsent(seen.seq(), seen);
        if (first != null && !first.equals(seen)) {
            world.violated("I3", "%s sees %s %s, somebody saw %s", client, chat, seen, first);
        }
    }

    /** Whoever has seen something, or was told that it is there, does not read an older state. */
    void paged(Client client, ChatId chat, long known, HubProtocol.Page page) {
        if (page.newest().seq() < known && !hasLeft(client.user, chat)) {
            world.violated("I12", "%s knows %s %d and is told %s", client, chat, known, page.newest());
        }
        page.entries().forEach(entry -> shown(client, chat, Seen.parse(entry)));
    }

    void pageRefused(Client client, ChatId chat, long known, ChatRejection reason) {
        if (known > 0 && !hasLeft(client.user, chat)) {
            world.violated("I12", "%s, who knows %s, is refused: %s", client, chat, reason);
        }
    }

    private boolean hasLeft(UserId user, ChatId chat) {
        return world.store.tables.entries(chat.key()).stream().anyMatch(entry -> putsOut(entry, user));
    }

    private static boolean putsOut(StoredEntry entry, UserId user) {
        ChatEvent event = entry.entry().event();
        return (event instanceof ChatEvent.MemberLeft left && left.by().equals(user))
                || (event instanceof ChatEvent.MemberRemoved removed
                        && removed.user().equals(user));
    }

    // ---- in the end

    /** Whether everybody has everything; what is missing otherwise. */
    @Nullable
    String missing() {
        for (Client client : world.clients) {
            if (!client.isSettled()) {
                return "L2: " + client + " waits for an answer";
            }
        }
        for (ChatId chat : world.chatIds) {
            List<StoredEntry> entries = world.store.tables.entries(chat.key());
            ChatState state = stateUpTo(entries, Long.MAX_VALUE);
            for (Client client : world.clients) {
                long have = client.view(chat).have();
                if (state.isMember(client.user) && have < state.seq()) {
                    return "L1: " + client + " has " + have + " of " + chat + " " + state.seq();
                }
            }
        }
        return null;
    }

    void finish() {
        for (ChatId chat : world.chatIds) {
            List<StoredEntry> entries = world.store.tables.entries(chat.key());
            checkLog(chat, entries);
            checkAcks(chat, entries);
            checkShown(chat, entries);
            checkPositions(chat, entries);
        }
        checkOrderOfSenders();
    }

    private void checkLog(ChatId chat, List<StoredEntry> entries) {
        Map<Who, Long> seqs = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            StoredEntry entry = entries.get(i);
            ChatEvent event = entry.entry().event();
            if (entry.seq() != i + 1) {
                world.violated("I4", "%s has %d where %d is next", chat, entry.seq(), i + 1);
            }
            if (event.by() == null || event.key() == null) {
                continue;
            }
            Who who = new Who(chat, event.by(), event.key());
            Long before = seqs.put(who, entry.seq());
            // A change of membership is known again only as long as its key is remembered.
            if (before != null && event instanceof ChatEvent.Posted) {
                world.violated("I5", "%s is at %d and at %d", who, before, entry.seq());
            }
            Sending sending = invoked.get(who);
            if (sending == null || !ChatState.answers(event, sending.command)) {
                world.violated("I2", "nobody sent %s", event);
            }
        }
    }

    private void checkAcks(ChatId chat, List<StoredEntry> entries) {
        for (Acked ack : acked) {
            ChatCommand command = ack.sending().command;
            if (!ack.sending().chat.equals(chat)) {
                continue;
            }
            StoredEntry entry = at(entries, ack.answer().seq());
            boolean isIts = entry != null
                    && command.key().equals(entry.entry().event().key())
                    && command.by().equals(entry.entry().event().by());
            boolean changedNothing = ack.answer().duplicate() && !(command instanceof ChatCommand.Post);
            if (!isIts && !(changedNothing && entry != null)) {
                world.violated("I1", "%s was told %s for %s, stored is %s", ack.client(), ack.answer(), command, entry);
            }
        }
    }

    private void checkShown(ChatId chat, List<StoredEntry> entries) {
        shown.getOrDefault(chat, Map.of()).forEach((seq, seen) -> {
            StoredEntry entry = at(entries, seq);
            if (entry == null || !Frames.textOf(entry).equals(seen.text())) {
                world.violated("I8", "shown in %s: %s, stored is %s", chat, seen, entry);
            }
        });
        for (Client client : world.clients) {
            checkMembership(client, chat, entries);
        }
    }

    /** Nobody sees what came after they were put out, and before they were let in again. */
    private void checkMembership(Client client, ChatId chat, List<StoredEntry> entries) {
        ChatState state = stateUpTo(entries, Long.MAX_VALUE);
        View view = client.view(chat);
        if (state.isMember(client.user) || view.have() == 0) {
            return;
        }
        long out = 0;
        for (StoredEntry entry : entries) {
            out = putsOut(entry, client.user) ? entry.seq() : out;
        }
        if (view.have() > out) {
            world.violated("I10", "%s, out of %s since %d, sees %d", client, chat, out, view.have());
        }
    }

    private void checkPositions(ChatId chat, List<StoredEntry> entries) {
        long top = entries.size();
        for (Client client : world.clients) {
            View view = client.view(chat);
            Position stored = world.store
                    .tables
                    .listed(client.user, chat)
                    .map(InboxRow::read)
                    .orElse(Position.START);
            if (stored.seq() < view.read || stored.seq() > top) {
                world.violated("I9", "%s read %d of %s %d, stored is %s", client, view.read, chat, top, stored);
            }
            StoredEntry entry = at(entries, stored.seq());
            if (entry != null && entry.entry().messages() != stored.messages()) {
                world.violated("I9", "%s has read %s of %s, where %s is", client, stored, chat, entry);
            }
        }
    }

    private void checkOrderOfSenders() {
        Map<String, Acked> last = new HashMap<>();
        List<Acked> inOrder = new ArrayList<>(acked);
        inOrder.sort((one, other) -> Long.compare(one.sending().order, other.sending().order));
        for (Acked ack : inOrder) {
            if (!(ack.sending().command instanceof ChatCommand.Post)) {
                continue;
            }
            Acked before = last.put(ack.client() + " " + ack.sending().chat, ack);
            if (before != null && before.answer().seq() >= ack.answer().seq()) {
                world.violated("I7", "%s sent %s, then %s", ack.client(), before.answer(), ack.answer());
            }
        }
    }

    private static @Nullable StoredEntry at(List<StoredEntry> entries, long seq) {
        return seq < 1 || seq > entries.size() ? null : entries.get((int) seq - 1);
    }

    ChatState stateUpTo(List<StoredEntry> entries, long seq) {
        ChatState state = ChatState.EMPTY;
        for (StoredEntry entry : entries) {
            if (entry.seq() > seq) {
                break;
            }
            state = state.evolve(entry.entry().event(), world.limits());
        }
        return state;
    }
}
