package parley.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One socket from its opening to its end: frames, requests with their replies, and heartbeats both ways. Used on the loop. */
final class Line {

    static final int GONE = 1006;
    private static final long OPEN_TIMEOUT_MS = 10_000;
    private static final long HEARTBEAT_MS = 25_000;
    /** A line on which nothing was heard for this many heartbeats is dead. */
    private static final double SILENCE = 2.5;
    /** When in doubt, a line that says nothing for this long is dead. */
    private static final long PROBE_MS = 5_000;
    /** The server ends a connection on which a frame is larger. */
    private static final int FRAME_BYTES_MAX = 65_536;

    private final Listener listener;
    private final Loop loop;
    private final Requests requests;
    private final Socket socket;
    private long heartbeatMs = HEARTBEAT_MS;
    private long heardAt;
    private long saidAt;
    private boolean opened;
    private boolean ended;
    private final Loop.Timer openTimer;
    private Loop.@Nullable Timer beatTimer;

    interface Listener {

        void opened();

        /** What the server pushes. */
        void frame(ObjectNode frame);

        /** Once; not after {@link Line#close}. */
        void ended(End end);
    }

    /**
     * How a line ended.
     *
     * @param opened whether the socket had opened
     * @param retryAfterMs how long whoever refused to open it wants to be left alone; 0 when nothing was said
     */
    record End(int code, boolean opened, long retryAfterMs) {}

    /** @param open begins to open a socket that tells the given ears what happens to it, on the loop */
    Line(Function<Socket.Ears, Socket> open, Listener listener, Loop loop) {
        this.listener = listener;
        this.loop = loop;
        this.requests = new Requests(this::tell, loop);
        heardAt = loop.now();
        saidAt = loop.now();
        openTimer = loop.later(OPEN_TIMEOUT_MS, () -> end(GONE, 0));
        beat();
        socket = open.apply(new Ears());
    }

    void heartbeatMs(long ms) {
        heartbeatMs = ms;
    }

    /** How many requests wait for an answer. */
    int waiting() {
        return requests.size();
    }

    CompletableFuture<ObjectNode> request(ObjectNode frame) {
        return request(frame, Requests.ANSWER_TIMEOUT_MS);
    }

    /** The reply; fails with a {@link Refusal}. */
    CompletableFuture<ObjectNode> request(ObjectNode frame, long withinMs) {
        if (ended) {
            return CompletableFuture.failedFuture(Refusal.unanswered());
        }
        if (Json.text(frame).getBytes(StandardCharsets.UTF_8).length > FRAME_BYTES_MAX) {
            return CompletableFuture.failedFuture(Refusal.of("bad_frame"));
        }
        return requests.ask(frame, withinMs);
    }

    /** Lost when the socket is closing already: its end follows, and fails what waits. */
    void tell(ObjectNode frame) {
        if (opened && !ended) {
            saidAt = loop.now();
            if (!socket.send(Json.text(frame))) {
                end(GONE, 0);
            }
        }
    }

    /** Finds out whether anybody is still there. */
    void probe() {
        long before = heardAt;
        ping();
        loop.later(PROBE_MS, () -> {
            if (heardAt == before) {
                end(GONE, 0);
            }
        });
    }

    void close() {
        if (!ended) {
            ended = true;
            Loop.Timer.cancel(openTimer);
            Loop.Timer.cancel(beatTimer);
            socket.close();
            requests.abandon();
        }
    }

    private void end(int code, long retryAfterMs) {
        if (!ended) {
            close();
            listener.ended(new End(code, opened, retryAfterMs));
        }
    }

    private void receive(ObjectNode frame) {
        heardAt = loop.now();
        if (frame.hasNonNull("id")) {
            // Whoever waited takes it in here and now: what follows welcome or listed builds on it.
            requests.answer(frame);
            return;
        }
        if (frame.path("type").asText().equals("heartbeat")) {
            ping();
        }
        listener.frame(frame);
    }

    private void beat() {
        long now = loop.now();
        if (opened && now - heardAt > SILENCE * heartbeatMs) {
            end(GONE, 0);
            return;
        }
        if (opened && now - saidAt > heartbeatMs * 0.8) {
            ping();
        }
        beatTimer = loop.later(heartbeatMs / 5, this::beat);
    }

    private void ping() {
        CompletableFuture<ObjectNode> unused = request(Json.frame("ping"));
    }

    /** What the socket tells, on the loop. */
    private final class Ears implements Socket.Ears {

        @Override
        public void opened() {
            if (!ended) {
                opened = true;
                Loop.Timer.cancel(openTimer);
                listener.opened();
            }
        }

        @Override
        public void text(String text) {
            if (!ended) {
                try {
                    receive(Json.parse(text));
                } catch (JsonProcessingException e) {
                    // Not of this protocol: whoever waits for a reply is told in time that none came.
                    heardAt = loop.now();
                }
            }
        }

        @Override
        public void ended(int code, long retryAfterMs) {
            end(code, retryAfterMs);
        }
    }
}
