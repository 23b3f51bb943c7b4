package parley.engine.chat;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.ReplyTo;
import parley.engine.id.Position;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.trace.Traced;

/**
 * Holds what is durable in the journal until everything that another device needs in order to notice it is durable too. Groups
 * enter in the order of their seqs and leave in that order; all that wait share the next write, or need none while rows are open.
 * Decides what is written, and does no I/O. Confined to the chat's actor.
 */
final class AckGate {

    /** Somebody who is told, once the gate has opened, that an entry is durable; {@code traced}: null for most. */
    record Ack(
            ReplyTo replyTo,
            long seq,
            long messages,
            long at,
            boolean duplicate,
            @Nullable Traced traced) {

        /** For who told something that is stored already. */
        static Ack ofDuplicate(ReplyTo replyTo, long seq, long messages, long at) {
            return new Ack(replyTo, seq, messages, at, true, null);
        }
    }

    /** One commit group: the chat before and after it, what it added, who waits for it, and since when it is durable. */
    record Group(
            ChatState before, ChatLogState after, List<StoredEntry> entries, List<Ack> acks, ChatMeters.Mark durable) {

        /** One that is not measured. */
        Group(ChatState before, ChatLogState after, List<StoredEntry> entries, List<Ack> acks) {
            this(before, after, entries, acks, ChatMeters.Mark.NONE);
        }
    }

    private final Deque<Group> waiting = new ArrayDeque<>();
    private List<Group> writing = List.of();
    private GateWrites.@Nullable Composed writes;
    private final Burst burst;
    private @Nullable Preview preview;
    private ChatLogState confirmed;

    /** {@code preview}: of the newest message up to {@code confirmed}, as far as it is at hand. */
    AckGate(ChatLogState confirmed, @Nullable Preview preview, Burst burst) {
        this.confirmed = confirmed;
        this.preview = preview;
        this.burst = burst;
    }

    void enter(Group group) {
        waiting.addLast(group);
    }

    /** The newest state that may be shown. */
    ChatLogState confirmed() {
        return confirmed;
    }

    /** What is newest of what may be shown. The preview is null where it is not at hand. */
    Head head() {
        ChatState chat = confirmed.chat();
        return new Head(new Stamp(confirmed.epoch(), chat.seq()), chat.messages(), preview);
    }

    /** How far a member got by sending, as far back as keys are remembered; rows know of what was before. */
    Position sentBy(UserId user) {
        return confirmed.chat().sendersAfter(Seq.NONE).getOrDefault(user, Position.START);
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

    /** Takes all that waits into the next write; empty if it may leave without one. Only when {@link #canWrite}. */
    Optional<GateWrites.Composed> startWrite() {
        writing = new ArrayList<>(waiting);
        waiting.clear();
        List<StoredEntry> entries = entriesOf(writing);
        writes = burst.covers(entries)
                ? null
                : GateWrites.of(writing, preview, new GateWrites.Unwritten(burst.own(), burst.opensWith(entries)));
        return Optional.ofNullable(writes);
    }

    /** Rows with all that may be shown, after which they are open no more. Only when nothing is inside. */
    GateWrites.Composed settle() {
        burst.settling();
        return GateWrites.settled(confirmed, head(), burst.own());
    }

    /** The writes that are under way, to be tried again. */
    GateWrites.Composed currentWrite() {
        return requireNonNull(writes, "writes");
    }

    /** The write, if one was needed, is durable: what it was for may leave, in this order. */
    List<Group> open() {
        List<Group> opened = writing;
        List<StoredEntry> entries = entriesOf(opened);
        if (writes == null) {
            burst.add(entries);
        } else {
            burst.written(entries, writes.confirming().open());
        }
        Preview newer = GateWrites.newestPreview(entries);
        preview = newer == null ? preview : newer;
        writing = List.of();
        confirmed = opened.get(opened.size() - 1).after();
        return opened;
    }

    private static List<StoredEntry> entriesOf(List<Group> groups) {
        return groups.stream().flatMap(group -> group.entries().stream()).toList();
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
}
