package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one socket. While the client reads, everything is written at once. When it does not, frames wait here, bounded:
 * past the bound all waiting pushes are dropped (replies never), {@code resync} is said, and no push goes out until the client
 * has said that it caught up. Confined to the socket's event loop.
 */
final class Outbound {

    private final SocketSettings.Outbound settings;
    private final SocketCounters counters;
    private final Writer writer;
    private @Nullable Queue<Waiting> waiting;
    private @Nullable Queue<ByteBuf> held;
    private int pushBytes;
    private int replyBytes;
    private boolean slow;
    private boolean closed;

    Outbound(SocketSettings.Outbound settings, SocketCounters counters, Writer writer) {
        this.settings = settings;
        this.counters = counters;
        this.writer = writer;
    }

    /** The socket below. */
    interface Writer {
        /** Whether the system takes more. */
        boolean isWritable();

        /** Takes the buffer over. */
        void write(ByteBuf frame);

        /** A frame that asks the client to resync. */
        ByteBuf resync();

        /** The client does not even read its replies. */
        void tooSlow();
    }

    private record Waiting(ByteBuf frame, boolean push) {}

    /** Takes the buffer over. */
    void reply(ByteBuf frame) {
        if (closed) {
            frame.release();
            return;
        }
        if (!isAnyWaiting() && writer.isWritable()) {
            writer.write(frame);
            return;
        }
        enqueue(new Waiting(frame, false));
        addReplyBytes(frame.readableBytes());
        if (replyBytes > settings.replyBytesMax()) {
            writer.tooSlow();
        }
    }

    /** Does not take the buffer over, since it is others' as well. */
    void push(ByteBuf frame) {
        if (closed) {
            return;
        }
        if (slow) {
            counters.pushesDropped.increment();
        } else if (pushBytes + frame.readableBytes() > settings.pushBytesMax()) {
            counters.pushesDropped.increment();
            counters.limits.pushBytes.increment();
            becomeSlow();
        } else if (held != null) {
            addPushBytes(frame.readableBytes());
            held.add(frame.retainedDuplicate());
        } else if (!isAnyWaiting() && writer.isWritable()) {
            writer.write(frame.retainedDuplicate());
        } else {
            addPushBytes(frame.readableBytes());
            enqueue(new Waiting(frame.retainedDuplicate(), true));
        }
    }

    /** Something was lost before it came here. */
    void missed() {
        if (!slow && !closed) {
            becomeSlow();
        }
    }

    /** Keeps pushes back from now on; what was kept before is forgotten. */
    void hold() {
        dropHeld();
        held = new ArrayDeque<>();
        addPushBytes(-pushBytes);
        slow = false;
    }

    void release() {
        Queue<ByteBuf> pushes = held;
        if (pushes == null) {
            return;
        }
        held = null;
        if (slow) {
            sayResync();
        }
        for (ByteBuf push : pushes) {
            addPushBytes(-push.readableBytes());
            push(push);
            push.release();
        }
    }

    void resume() {
        slow = false;
    }

    /** The system takes more again. */
    void drain() {
        while (writer.isWritable()) {
            Waiting next = waiting == null ? null : waiting.poll();
            if (next == null) {
                waiting = null;
                return;
            }
            if (next.push()) {
                addPushBytes(-next.frame().readableBytes());
            } else {
                addReplyBytes(-next.frame().readableBytes());
            }
            writer.write(next.frame());
        }
    }

    /** Lets go of everything; nothing goes out any more. */
    void close() {
        closed = true;
        if (waiting != null) {
            waiting.forEach(each -> each.frame().release());
            waiting = null;
        }
        dropHeld();
        held = null;
        addPushBytes(-pushBytes);
        addReplyBytes(-replyBytes);
    }

    private void addPushBytes(int bytes) {
        pushBytes += bytes;
        counters.outboundBytes.addAndGet(bytes);
    }

    private void addReplyBytes(int bytes) {
        replyBytes += bytes;
        counters.outboundBytes.addAndGet(bytes);
    }

    private void becomeSlow() {
        slow = true;
        if (waiting != null) {
            waiting.removeIf(this::dropIfPush);
        }
        addPushBytes(-pushBytes);
        dropHeld();
        if (held == null) {
            sayResync();
        }
    }

    /** Returns whether it was one. */
    private boolean dropIfPush(Waiting next) {
        if (next.push()) {
            next.frame().release();
            counters.pushesDropped.increment();
        }
        return next.push();
    }

    private boolean isAnyWaiting() {
        return waiting != null && !waiting.isEmpty();
    }

    private void enqueue(Waiting frame) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        waiting.add(frame);
    }

    private void sayResync() {
        counters.resyncs.increment();
        reply(writer.resync());
    }

    private void dropHeld() {
        if (held != null) {
            counters.pushesDropped.increment(held.size());
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }
}
