package parley.gateway.ws;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that happens to a connection by the passing of time, with one place on the wheel: hello that does not come, silence,
 * heartbeats, a token that ends, leaving. It wakes at the earliest and looks at each. Confined to the connection's event loop;
 * only the wheel calls {@link #run}, which goes there.
 */
final class Deadlines implements TimerTask {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long WAIT_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a connection that is to leave waits for the answers to what is in flight, between two looks. */
    private static final long LEAVE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Connection connection;
    private final Socket socket;
    private final Surroundings around;
    private @Nullable Timeout timeout;
    private long heardAt;
    private long helloUntil = NEVER;
    private long leaveAt = NEVER;
    private @Nullable Instant tokenExpiresAt;

    Deadlines(Connection connection, Socket socket, Surroundings around) {
        this.connection = connection;
        this.socket = socket;
        this.around = around;
        this.heardAt = now();
    }

    void heard() {
        heardAt = now();
    }

    void awaitHello() {
        tokenExpiresAt = null;
        helloUntil = now() + around.settings().timing().helloTimeout().toNanos();
        arm();
    }

    void welcomedUntil(Instant expiresAt) {
        helloUntil = NEVER;
        tokenExpiresAt = expiresAt;
        arm();
    }

    void leaveAfter(Duration wait) {
        leaveAt = now() + wait.toNanos();
        arm();
    }

    void stop() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }

    @Override
    public void run(Timeout timeout) {
        connection.execute(() -> onTime(timeout));
    }

    private void onTime(Timeout fired) {
        if (fired != timeout) {
            return;
        }
        long now = now();
        if (connection.state() == ConnectionState.AWAITING_HELLO && now - helloUntil >= 0 && helloUntil != NEVER) {
            connection.close(CloseCode.NO_HELLO);
        } else if (now - heardAt >= around.settings().timing().idleNanos()) {
            connection.close(CloseCode.IDLE);
        } else if (tokenExpiresAt != null && untilTokenEnds(tokenExpiresAt).compareTo(Duration.ZERO) <= 0) {
            connection.close(CloseCode.TOKEN);
        } else if (leaveAt != NEVER && now - leaveAt >= 0 && connection.isIdleOfRequests()) {
            connection.close(CloseCode.RESTART);
        } else {
            if (now - socket.lastSentNanos() >= heartbeatNanos()) {
                connection.heartbeat();
            }
            arm();
        }
    }

    private void arm() {
        stop();
        timeout = around.time().timer().newTimeout(this, Math.max(WAIT_NANOS_MIN, waitNanos()), TimeUnit.NANOSECONDS);
    }

    private long waitNanos() {
        long now = now();
        long wait = heardAt + around.settings().timing().idleNanos() - now;
        if (connection.state() == ConnectionState.WELCOME) {
            wait = Math.min(wait, socket.lastSentNanos() + heartbeatNanos() - now);
        }
        if (connection.state() == ConnectionState.AWAITING_HELLO && helloUntil != NEVER) {
            wait = Math.min(wait, helloUntil - now);
        }
        if (leaveAt != NEVER) {
            wait = Math.min(wait, Math.max(LEAVE_AGAIN_NANOS, leaveAt - now));
        }
        if (tokenExpiresAt != null) {
            Duration rest = untilTokenEnds(tokenExpiresAt);
            wait = Math.min(wait, rest.compareTo(Duration.ofDays(1)) > 0 ? NEVER : rest.toNanos());
        }
        return wait;
    }

    private Duration untilTokenEnds(Instant expiresAt) {
        return Duration.between(around.time().clock().instant(), expiresAt)
                .plus(around.settings().timing().clockSkew());
    }

    private long heartbeatNanos() {
        return around.settings().timing().heartbeat().toNanos();
    }

    private long now() {
        return around.time().nanoTime().getAsLong();
    }
}
