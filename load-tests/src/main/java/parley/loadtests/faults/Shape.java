package parley.loadtests.faults;

import java.time.Duration;

/**
 * How a {@link TcpProxy} treats the bytes of one direction.
 *
 * @param latency what arrives leaves so much later, at the earliest
 * @param jitter up to so much later still, by chance; the order stays
 * @param bytesPerSecond of each connection; 0: no limit
 * @param sliceBytes leaves in pieces of at most this size, one millisecond apart; 0: whole
 * @param blackHole nothing is taken and nothing leaves, not even an end; connections stay, and go on when this is over
 */
public record Shape(Duration latency, Duration jitter, long bytesPerSecond, int sliceBytes, boolean blackHole) {

    /** Everything passes at once. */
    public static final Shape NONE = new Shape(Duration.ZERO, Duration.ZERO, 0, 0, false);

    public Shape {
        if (latency.isNegative() || jitter.isNegative() || bytesPerSecond < 0 || sliceBytes < 0) {
            throw new IllegalArgumentException("a shape below 0");
        }
    }

    public Shape withLatency(Duration newLatency, Duration newJitter) {
        return new Shape(newLatency, newJitter, bytesPerSecond, sliceBytes, blackHole);
    }

    public Shape withBytesPerSecond(long newBytesPerSecond) {
        return new Shape(latency, jitter, newBytesPerSecond, sliceBytes, blackHole);
    }

    public Shape withSliceBytes(int newSliceBytes) {
        return new Shape(latency, jitter, bytesPerSecond, newSliceBytes, blackHole);
    }

    public Shape withBlackHole(boolean newBlackHole) {
        return new Shape(latency, jitter, bytesPerSecond, sliceBytes, newBlackHole);
    }
}
