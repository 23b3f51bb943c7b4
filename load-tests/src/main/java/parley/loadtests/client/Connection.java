package parley.loadtests.client;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: whole text frames in and out. At most some frames are asked of the socket ahead of what was dealt with, so a slow client
 * is slow on the wire and holds no queue. {@link #onText} and its like are called by the JDK; all else is confined to the client's
 * serial, on which the owner is called too.
 */
final class Connection implements WebSocket.Listener {

    /** Closed without a close frame, as RFC 6455 numbers it. */
    static final int BROKEN = 1006;

    /** More than one: the JDK does not tell of a connection that is cut while no frame is asked for. */
    private static final int FRAMES_AHEAD = 16;

    private static final int FRAME_CHARS_MAX = 1 << 20;
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Serial serial;
    private final FrameTap tap;
    private final Owner owner;
    private final int outgoingMax;
    private final StringBuilder incoming = new StringBuilder();
    private final Deque<String> outgoing = new ArrayDeque<>();
    private @Nullable WebSocket socket;
    private boolean sending;
    private boolean gone;

    /** Whom a connection tells; nothing follows {@link #onClosed}, which comes once. */
    interface Owner {
        void onOpened(Connection connection);

        void onFrame(Connection connection, String text);

        void onClosed(Connection connection, int code, String reason);
    }

    Connection(Serial serial, FrameTap tap, Owner owner, int outgoingMax) {
        this.serial = serial;
        this.tap = tap;
        this.owner = owner;
        this.outgoingMax = outgoingMax;
    }

    void send(String frame) {
        if (gone) {
            return;
        }
        if (outgoing.size() >= outgoingMax) {
            abort("more than " + outgoingMax + " frames wait for the socket");
            return;
        }
        outgoing.add(frame);
        pump();
    }

    /** Says goodbye; the owner is told at once, and the socket is cut if the server does not answer soon. */
    void close(int code, String reason) {
        WebSocket open = socket;
        if (open != null && !open.isOutputClosed()) {
            CompletionStage<WebSocket> closing = open.sendClose(code, reason);
            closing.whenComplete((sent, failure) -> serial.after(CLOSE_GRACE, open::abort));
        }
        finish(code, reason);
    }

    /** Cuts the connection without a word. */
    void abort(String reason) {
        if (socket != null) {
            socket.abort();
        }
        finish(BROKEN, reason);
    }

    private void pump() {
        WebSocket open = socket;
        if (sending || open == null || gone || outgoing.isEmpty()) {
            return;
        }
        sending = true;
        String frame = outgoing.remove();
        tap.sent(frame);
        CompletionStage<WebSocket> sent = open.sendText(frame, true);
        sent.whenCompleteAsync((socketAgain, failure) -> onSent(failure), serial);
    }

    private void onSent(@Nullable Throwable failure) {
        sending = false;
        if (failure == null) {
            pump();
        } else {
            abort(Failures.unwrap(failure).toString());
        }
    }

    private void finish(int code, String reason) {
        if (!gone) {
            gone = true;
            outgoing.clear();
            tap.closed(code, reason);
            owner.onClosed(this, code, reason);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        serial.execute(() -> {
            socket = opened;
            if (gone) {
                opened.abort();
                return;
            }
            owner.onOpened(this);
            pump();
            opened.request(FRAMES_AHEAD);
        });
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        incoming.append(part);
        if (incoming.length() > FRAME_CHARS_MAX) {
            serial.execute(() -> abort("a frame of more than " + FRAME_CHARS_MAX + " characters"));
        } else if (last) {
            String frame = incoming.toString();
            incoming.setLength(0);
            serial.execute(() -> {
                try {
                    tap.received(frame);
                    if (!gone) {
                        owner.onFrame(this, frame);
                    }
                } finally {
                    from.request(1);
                }
            });
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        serial.execute(() -> abort("a binary frame"));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        serial.execute(() -> finish(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        serial.execute(() -> abort(failure.toString()));
    }
}
