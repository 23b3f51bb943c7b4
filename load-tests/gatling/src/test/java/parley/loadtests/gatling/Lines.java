package parley.loadtests.gatling;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.FrameTap;

/**
 * The connections of a virtual user: the line on which it talks, and when the node asked to be left, the one that follows when it is welcome
 * there. Each has a socket of Gatling's, of which a user has two. Confined to the user's event loop.
 */
final class Lines {

    static final String SOCKET = "socket";
    static final String OTHER_SOCKET = "other socket";

    private static final long BACKOFF_MS = 1_000;
    private static final long BACKOFF_MAX_MS = 30_000;

    private final Seat seat;
    private final Stage stage;
    private final FrameTap recording;
    private @Nullable Line line;
    private @Nullable Line next;
    private boolean moving;
    /** A line was left whose socket is not closed yet. */
    private boolean leftOpen;

    private int node;
    private int failures;
    private long connectAt;

    Lines(Seat seat, Stage stage, FrameTap recording) {
        this.seat = seat;
        this.stage = stage;
        this.recording = recording;
        this.node = seat.number();
    }

    /** The line on which the user talks, perhaps not open yet. */
    @Nullable
    Line line() {
        return line;
    }

    boolean isNext(Line one) {
        return one == next;
    }

    boolean isMoving() {
        return moving;
    }

    /** The line or the next one; null for a socket that was left. */
    @Nullable
    Line at(String socket) {
        if (line != null && line.socket.equals(socket)) {
            return line;
        }
        return next != null && next.socket.equals(socket) ? next : null;
    }

    boolean mayConnect() {
        return next == null && !leftOpen && (line == null || moving) && stage.now() >= connectAt;
    }

    void connecting() {
        String url = stage.socket(node);
        node++;
        String socket = line != null && line.socket.equals(SOCKET) ? OTHER_SOCKET : SOCKET;
        Line opening = new Line(socket, url, stage.now(), stage.token(seat), recording.connecting(url));
        if (line == null) {
            line = opening;
        } else {
            next = opening;
        }
    }

    /** The one of which {@link #connecting} was said last. */
    Line opening() {
        return Objects.requireNonNull(next == null ? line : next, "a line");
    }

    boolean wantsToHangUp(String socket) {
        Line its = at(socket);
        return its == null || its.isLeaving();
    }

    boolean hasFrame(String socket) {
        Line its = at(socket);
        return its != null && its.hasFrame();
    }

    /** The next frame, which the caller sends at once. */
    String nextFrame(String socket) {
        return Objects.requireNonNull(at(socket), socket).nextFrame(stage.now());
    }

    /** Closes everything at the next step, and connects after so long. */
    void hangUp(long backAfterMs) {
        moving = false;
        if (line != null) {
            line.leave();
        }
        if (next != null) {
            next.leave();
        }
        connectAt = stage.now() + backAfterMs;
    }

    /** Opens the next line after so long; the user goes on with this one. */
    void moveAfter(long ms) {
        moving = true;
        connectAt = stage.now() + ms;
    }

    /** The next line is welcome: it is the line from now on. Returns the one before, which is closed at the next step. */
    Line changeOver() {
        Line left = Objects.requireNonNull(line, "a line");
        left.ended();
        leftOpen = true;
        line = Objects.requireNonNull(next, "the next line");
        next = null;
        moving = false;
        return left;
    }

    void current() {
        failures = 0;
    }

    /** A socket is closed, or could not be opened. Returns whether it was that of the line on which the user talked. */
    boolean closed(String socket) {
        Line its = at(socket);
        if (its == null) {
            leftOpen = false;
            return false;
        }
        its.ended();
        if (its == next) {
            next = null;
            if (moving) {
                // Where nobody lets the user in, it stays until it is turned away.
                backOff();
            }
            return false;
        }
        line = null;
        if (next != null && !next.isLeaving()) {
            // The node did not wait: the next one is about to welcome the user.
            line = next;
            next = null;
        } else if (!its.isCurrent()) {
            backOff();
        }
        moving = false;
        return true;
    }

    private void backOff() {
        failures++;
        long full = Math.min(BACKOFF_MAX_MS, BACKOFF_MS << Math.min(failures - 1, 5));
        connectAt =
                stage.now() + (long) (full * (0.5 + ThreadLocalRandom.current().nextDouble()));
    }
}
