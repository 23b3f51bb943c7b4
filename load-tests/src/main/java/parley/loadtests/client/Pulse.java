package parley.loadtests.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection: says something when nothing was said for half a heartbeat, and finds it dead when nothing was heard for two
 * and a half, or sooner when somebody has doubts. Confined to the client's serial.
 */
final class Pulse {

    private final Serial serial;
    private final Duration heartbeat;
    private final Runnable ping;
    private final Runnable dead;
    private long heardNanos = System.nanoTime();
    private boolean said;
    private boolean stopped;
    private boolean probing;
    private Serial.@Nullable Alarm next;

    Pulse(Serial serial, Duration heartbeat, Runnable ping, Runnable dead) {
        this.serial = serial;
        this.heartbeat = heartbeat;
        this.ping = ping;
        this.dead = dead;
    }

    void start() {
        next = serial.after(heartbeat.dividedBy(2), this::beat);
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    void heard() {
        heardNanos = System.nanoTime();
    }

    void said() {
        said = true;
    }

    /** Finds out whether anybody is still there: asks, and finds the connection dead when nothing at all is heard for a while. */
    void probe(Duration patience) {
        if (probing || stopped) {
            return;
        }
        probing = true;
        long heardBefore = heardNanos;
        ping.run();
        serial.after(patience, () -> {
            probing = false;
            if (!stopped && heardNanos == heardBefore) {
                dead.run();
            }
        });
    }

    private void beat() {
        if (stopped) {
            return;
        }
        if (System.nanoTime() - heardNanos > heartbeat.toNanos() * 5 / 2) {
            dead.run();
            return;
        }
        if (!said) {
            ping.run();
        }
        said = false;
        start();
    }
}
