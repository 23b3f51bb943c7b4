package parley.engine.chat;

import io.micrometer.core.instrument.Counter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.ReplyTo;
import parley.engine.trace.Traced;

/**
 * Commands that wait for the write in flight to end. What has gathered by then goes into the next write together: no delay is
 * added, and the more there is to do the larger the groups. Bounded; confined to the chat's actor.
 */
final class CommitQueue {

    /** What an event costs beside its text. */
    private static final int EVENT_BYTES = 200;

    /** UTF-16 units become at most this many bytes each: a JSON escape. */
    private static final int BYTES_PER_CHAR = 6;

    /** {@code order}: see {@link ChatLog.Asked}. */
    record Admitted(ChatCommand command, ReplyTo replyTo, ChatMeters.Mark mark, long order) {

        ChatLog.Asked asked() {
            return new ChatLog.Asked(command, order);
        }

        /** For whoever told it: it is durable now. */
        AckGate.Ack ack(ChatLog.Outcome outcome) {
            Traced traced = mark.traced() == null ? null : mark.traced().at(outcome.seq());
            return new AckGate.Ack(replyTo, outcome.seq(), outcome.messages(), outcome.at(), false, traced);
        }
    }

    private final ChatSettings settings;
    private final Counter full;
    private final Deque<Admitted> pending = new ArrayDeque<>();

    CommitQueue(ChatSettings settings, Counter full) {
        this.settings = settings;
        this.full = full;
    }

    /** False when the queue is full: nothing was done with the command. */
    boolean admit(Admitted admitted) {
        if (pending.size() >= settings.pendingMax()) {
            full.increment();
            return false;
        }
        pending.addLast(admitted);
        return true;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The next group, at least one command if there is any. */
    List<Admitted> nextGroup() {
        List<Admitted> group = new ArrayList<>();
        long bytes = 0;
        while (!pending.isEmpty() && group.size() < settings.groupCommandsMax()) {
            bytes += estimatedBytes(pending.getFirst().command());
            if (!group.isEmpty() && bytes > settings.groupBytesMax()) {
                break;
            }
            group.add(pending.removeFirst());
        }
        return group;
    }

    /** Takes out what waits of the order of this one. */
    List<Admitted> drainBehind(Admitted first) {
        List<Admitted> drained = new ArrayList<>();
        if (first.order() != ChatLog.ALONE) {
            pending.removeIf(admitted -> admitted.order() == first.order() && drained.add(admitted));
        }
        return drained;
    }

    List<Admitted> drain() {
        List<Admitted> drained = new ArrayList<>(pending);
        pending.clear();
        return drained;
    }

    private static long estimatedBytes(ChatCommand command) {
        if (command instanceof ChatCommand.Post post) {
            return EVENT_BYTES + (long) BYTES_PER_CHAR * post.text().length();
        }
        if (command instanceof ChatCommand.Create create) {
            return EVENT_BYTES + (long) EVENT_BYTES * create.users().size();
        }
        if (command instanceof ChatCommand.AddMembers add) {
            return EVENT_BYTES + (long) EVENT_BYTES * add.users().size();
        }
        return EVENT_BYTES;
    }
}
