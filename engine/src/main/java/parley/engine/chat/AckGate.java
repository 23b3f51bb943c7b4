package parley.engine.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.ReplyTo;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Membership;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * Holds what is durable in the journal until everything that another device needs in order to notice it is durable too. Groups
 * enter in the order of their seqs and leave in that order; all that wait share the next write. Decides what is written, and
 * does no I/O. Confined to the chat's actor.
 */
final class AckGate {

    /** A preview shows this many UTF-16 units. */
    static final int PREVIEW_CHARS_MAX = 100;

    /** Somebody who is told, once the gate has opened, that an entry is durable. */
    record Ack(ReplyTo replyTo, long seq, long messages, long at, boolean duplicate) {}

    /** One commit group: the chat before and after it, what it added, who waits for it. */
    record Group(ChatState before, ChatLogState after, List<StoredEntry> entries, List<Ack> acks) {}

    private final Deque<Group> waiting = new ArrayDeque<>();
    private List<Group> writing = List.of();
    private @Nullable Preview preview;
    private ChatLogState confirmed;

    AckGate(ChatLogState confirmed) {
        this.confirmed = confirmed;
    }

    void enter(Group group) {
        waiting.addLast(group);
    }

    /** The newest state that may be shown. */
    ChatLogState confirmed() {
        return confirmed;
    }

    boolean isConfirmed(long seq) {
        return seq <= confirmed.chat().seq();
    }

    int groupsInside() {
        return waiting.size() + writing.size();
    }

    boolean canWrite() {
        return writing.isEmpty() && !waiting.isEmpty();
    }

    /** Takes all that waits into the next write. Only when {@link #canWrite}. */
    GateWrite startWrite() {
        writing = new ArrayList<>(waiting);
        waiting.clear();
        return currentWrite();
    }

    /** The write that is under way, to be tried again. */
    GateWrite currentWrite() {
        return writeFor(writing);
    }

    /** The write is durable: what it was for may leave, in this order. */
    List<Group> open() {
        List<Group> opened = writing;
        writing = List.of();
        confirmed = opened.get(opened.size() - 1).after();
        return opened;
    }

    /** Everybody who still waits; the gate will not open any more. */
    List<Ack> abandon() {
        List<Ack> abandoned = new ArrayList<>();
        writing.forEach(group -> abandoned.addAll(group.acks()));
        waiting.forEach(group -> abandoned.addAll(group.acks()));
        writing = List.of();
        waiting.clear();
        return abandoned;
    }

    private GateWrite writeFor(List<Group> groups) {
        ChatState before = groups.get(0).before();
        ChatLogState last = groups.get(groups.size() - 1).after();
        ChatState after = last.chat();
        Map<UserId, Membership> memberships = new LinkedHashMap<>();
        Map<UserId, Position> own = new LinkedHashMap<>();
        boolean classChanged = false;
        for (Group group : groups) {
            classChanged |= group.before().sizeClass() != group.after().chat().sizeClass();
            for (StoredEntry entry : group.entries()) {
                collect(entry, memberships, own);
            }
        }
        boolean rowsOfAll = after.sizeClass() == SizeClass.SMALL || classChanged || !before.exists();
        if (!before.exists()) {
            everybody(after, memberships);
        }
        Set<UserId> rows = new LinkedHashSet<>(memberships.keySet());
        if (rowsOfAll) {
            rows.addAll(after.members());
        }
        return new GateWrite(
                new Info(after.kind(), after.title(), after.sizeClass(), after.memberCount()),
                new Head(new Stamp(last.epoch(), after.seq()), after.messages(), preview),
                after.sizeClass() == SizeClass.MEDIUM || classChanged,
                List.copyOf(rows),
                List.copyOf(memberships.values()),
                own.entrySet().stream()
                        .map(entry -> new OwnPosition(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private void collect(StoredEntry stored, Map<UserId, Membership> memberships, Map<UserId, Position> own) {
        ChatEvent event = stored.entry().event();
        long seq = stored.seq();
        if (event instanceof ChatEvent.Posted posted) {
            preview = new Preview(posted.by(), cut(posted.text()), posted.at());
        } else if (event instanceof ChatEvent.Created created) {
            created.members().forEach(user -> memberships.put(user, new Membership(user, seq, 0)));
        } else if (event instanceof ChatEvent.MembersAdded added) {
            added.users().forEach(user -> memberships.put(user, new Membership(user, seq, 0)));
        } else if (event instanceof ChatEvent.MemberRemoved removed) {
            memberships.merge(removed.user(), new Membership(removed.user(), 0, seq), AckGate::thenLeft);
        } else if (event instanceof ChatEvent.MemberLeft left) {
            memberships.merge(left.by(), new Membership(left.by(), 0, seq), AckGate::thenLeft);
        }
        UserId by = event.by();
        if (by != null) {
            own.put(by, new Position(seq, stored.entry().messages()));
        }
    }

    /** After a creation, and when recovery cannot know which rows were written: all of them, which is harmless. */
    private static void everybody(ChatState state, Map<UserId, Membership> memberships) {
        state.formerMembers()
                .forEach(user -> memberships.put(
                        user, new Membership(user, 0, state.leftSeq(user).orElseThrow())));
        state.members()
                .forEach(user -> memberships.put(
                        user, new Membership(user, state.joinedSeq(user).orElseThrow(), 0)));
    }

    /** Somebody who joined and left within one write. A joinedSeq of 0 leaves the stored one as it is. */
    private static Membership thenLeft(Membership before, Membership left) {
        return new Membership(left.user(), before.joinedSeq(), left.leftSeq());
    }

    private static String cut(String text) {
        if (text.length() <= PREVIEW_CHARS_MAX) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(PREVIEW_CHARS_MAX - 1));
        return text.substring(0, splitsPair ? PREVIEW_CHARS_MAX - 1 : PREVIEW_CHARS_MAX);
    }
}
