package parley.loadtests.drive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One session, in one conversation: a direct chat or a group. What a dialect says and understands is in its subclass; what happens is
 * told to the hub's {@link Workload}. Everything runs on the hub's event loop.
 */
abstract class Client {

    static final int PAGES_MAX = 8;

    /** How often a session is tried before it counts as one that cannot be opened, or cannot come back. */
    static final int OPENINGS_MAX = 3;

    private final Hub hub;
    private final int index;
    private @Nullable Channel channel;
    private boolean ready;
    private boolean flushing;
    private boolean resuming;
    private int openings;

    Client(Hub hub, int index) {
        this.hub = hub;
        this.index = index;
    }

    /** Of what history. */
    enum Page {
        OLDEST,
        NEWEST,
        /** One that ends anywhere, and has 50 before it. */
        ANY
    }

    /** Where it connects. */
    abstract URI uri();

    /** Of the handshake; empty for none. */
    String subprotocol() {
        return "";
    }

    /** The handshake is done: logs in, or resumes what was cut. */
    abstract void onOpen();

    /** A text frame of the server. */
    abstract void onFrame(byte[] in, int from, int to);

    /** Says something in its conversation. */
    abstract void send(int number, long intendedNanos);

    /** Says that it is there. */
    abstract void keepAlive();

    /** Says how far it has heard, a while after it heard something. */
    void sayReceipt() {}

    /** Asks for a page of 50 messages; {@code slot} tells apart those that are asked for at once, up to {@link #PAGES_MAX}. */
    void askPage(Page which, int slot) {
        throw new IllegalStateException("no history in this dialect: " + which + " " + slot);
    }

    /** How many messages its conversation has, as the last page said. */
    long messages() {
        return 0;
    }

    /** Closes the socket without a word, and comes back with what it has. */
    void comeBack() {
        resuming = true;
        openings = 0;
        cut();
        hub.connect(this);
    }

    /** Whether it is about to come back, and not the first time here. */
    final boolean isResuming() {
        return resuming;
    }

    /** It is back. */
    final void resumed(boolean proven) {
        resuming = false;
        workload().resumed(this, proven);
    }

    final int index() {
        return index;
    }

    final Hub hub() {
        return hub;
    }

    final Workload workload() {
        return hub.workload();
    }

    final boolean isReady() {
        return ready;
    }

    /** All that is needed before it can talk is done. */
    final void becomeReady() {
        if (!ready) {
            ready = true;
            hub.onReady(this);
        }
    }

    /** Whether it is on its way in, and was not tried too often yet. */
    final boolean mayOpenAgain() {
        openings++;
        return (!ready || resuming) && openings < OPENINGS_MAX;
    }

    final void connecting(Channel to) {
        channel = to;
    }

    /** Closes the socket; what comes from it afterwards is not heard. */
    final void cut() {
        Channel open = channel;
        channel = null;
        if (open != null) {
            Hub.close(open);
        }
    }

    /** Cannot go on. */
    final void fail(String why) {
        cut();
        hub.onDown(this, why);
    }

    final boolean isCurrent(Channel other) {
        return channel == other;
    }

    final void onDown(Channel closed, String why) {
        if (channel == closed) {
            channel = null;
            hub.onDown(this, why);
        }
    }

    final Outgoing begin() {
        return hub.outgoing().begin();
    }

    /** Writes the frame that was begun; it leaves with all else of this turn of the event loop. */
    final void write(Outgoing frame) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        ByteBuf bytes = frame.end(open.alloc());
        ChannelFuture unused = open.write(bytes, open.voidPromise());
        if (!flushing) {
            flushing = true;
            hub.flushLater(this);
        }
    }

    final void flush() {
        flushing = false;
        if (channel != null) {
            channel.flush();
        }
    }

    /** A stamp that stands in what somebody said; those of other runs are nobody's. */
    final void hear(byte[] in, int at) {
        if (Stamp.run(in, at) == hub.body().run()) {
            workload().heard(this, Stamp.sender(in, at), Stamp.number(in, at), Stamp.nanos(in, at));
        } else {
            hub.count("heard of another run");
        }
    }
}
