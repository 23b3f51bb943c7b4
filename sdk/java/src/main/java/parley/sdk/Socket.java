package parley.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's WebSocket, as the rest of the client wants it: whole texts one after the other, told on the loop; sending without waiting, as
 * much as the named limit; and one end, whatever the way it came.
 */
final class Socket {

    /** The server's frames are smaller by far. */
    private static final int TEXT_UNITS_MAX = 1 << 20;
    /** When so many frames were not taken by the other side, it is gone. */
    private static final int UNSENT_FRAMES_MAX = 1_000;

    private static final int TOO_BIG = 1009;
    private static final long CLOSES_WITHIN_MS = 1_000;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAUTHENTICATED = 4001;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final Ears ears;
    private final Executor loop;
    private final Deque<String> unsent = new ArrayDeque<>();
    private @Nullable WebSocket socket;
    private boolean sending;
    private boolean closed;

    /** Who is told what happens, on the loop. */
    interface Ears {

        void opened();

        void text(String text);

        /**
         * Nothing more comes.
         *
         * @param retryAfterMs how long whoever refused wants to be left alone; 0 when nothing was said
         */
        void ended(int code, long retryAfterMs);
    }

    private Socket(Ears ears, Executor loop) {
        this.ears = ears;
        this.loop = loop;
    }

    /** Begins to open one; only to be called on the loop. */
    static Socket open(URI address, HttpClient client, Duration within, Ears ears, Executor loop) {
        var socket = new Socket(ears, loop);
        try {
            CompletableFuture<?> unused = client.newWebSocketBuilder()
                    .connectTimeout(within)
                    .buildAsync(address, socket.new Receiver())
                    .whenComplete((opened, failure) -> socket.onLoop(() -> socket.begin(opened, failure)));
        } catch (IllegalArgumentException e) {
            // An address of no socket.
            socket.onLoop(() -> ears.ended(Line.GONE, 0));
        }
        return socket;
    }

    /** False when the other side does not take what is sent. */
    boolean send(String text) {
        if (unsent.size() >= UNSENT_FRAMES_MAX) {
            return false;
        }
        unsent.add(text);
        sendNext();
        return true;
    }

    /** What was sent before is not waited for. */
    void close() {
        closed = true;
        unsent.clear();
        if (socket != null) {
            end(socket);
        }
    }

    private void begin(@Nullable WebSocket opened, @Nullable Throwable failure) {
        if (opened == null) {
            refused(failure);
        } else if (closed) {
            end(opened);
        } else {
            socket = opened;
            ears.opened();
        }
    }

    private void refused(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException() : Refusal.unwrap(failure);
        if (cause instanceof WebSocketHandshakeException refusal) {
            long retryAfterMs = refusal.getResponse()
                    .headers()
                    .firstValue("Retry-After")
                    .filter(seconds -> SECONDS.matcher(seconds).matches())
                    .map(seconds -> TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)))
                    .orElse(0L);
            boolean unauthenticated = refusal.getResponse().statusCode() == UNAUTHORIZED;
            ears.ended(unauthenticated ? UNAUTHENTICATED : Line.GONE, retryAfterMs);
        } else {
            ears.ended(Line.GONE, 0);
        }
    }

    /** The JDK takes one text at a time. */
    private void sendNext() {
        if (sending || socket == null || closed || unsent.isEmpty()) {
            return;
        }
        sending = true;
        CompletableFuture<?> unused = socket.sendText(unsent.remove(), true)
                .whenComplete((done, failure) -> onLoop(() -> {
                    sending = false;
                    if (failure == null) {
                        sendNext();
                    } else {
                        ears.ended(Line.GONE, 0);
                    }
                }));
    }

    /** Says so, and waits a moment for the other side to say so too. */
    private static void end(WebSocket socket) {
        socket.request(Long.MAX_VALUE);
        CompletableFuture<WebSocket> unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        CompletableFuture.delayedExecutor(CLOSES_WITHIN_MS, TimeUnit.MILLISECONDS)
                .execute(socket::abort);
    }

    private void onLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            // The client was closed meanwhile, and has ended the socket.
        }
    }

    /** Told by the JDK on its threads, one call after the other. */
    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (parts.length() + data.length() > TEXT_UNITS_MAX) {
                onLoop(() -> ears.ended(TOO_BIG, 0));
                return null;
            }
            parts.append(data);
            if (last) {
                String text = parts.toString();
                parts.setLength(0);
                onLoop(() -> take(from, text));
            } else {
                from.request(1);
            }
            return null;
        }

        private void take(WebSocket from, String text) {
            try {
                ears.text(text);
            } finally {
                // Not before: what is not taken in here stays with the network, and does not fill the memory. And
                // whatever came of it.
                from.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            onLoop(() -> ears.ended(code, 0));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            onLoop(() -> ears.ended(Line.GONE, 0));
        }
    }
}
