package parley.loadtests.faults;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What a {@link TcpProxy} has done so far. Counted by its thread, read by all. */
public final class ProxyCounters {

    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong unreachable = new AtomicLong();
    private final AtomicLong reset = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();
    private final Map<TcpProxy.Direction, AtomicLong> bytes = new EnumMap<>(
            Map.of(TcpProxy.Direction.TO_TARGET, new AtomicLong(), TcpProxy.Direction.TO_CLIENT, new AtomicLong()));

    ProxyCounters() {}

    void accepted() {
        accepted.incrementAndGet();
    }

    void rejected() {
        rejected.incrementAndGet();
    }

    void unreachable() {
        unreachable.incrementAndGet();
    }

    void closed(boolean byReset) {
        closed.incrementAndGet();
        if (byReset) {
            reset.incrementAndGet();
        }
    }

    void passed(TcpProxy.Direction direction, int count) {
        bytesOf(direction).addAndGet(count);
    }

    /** Connections that were taken. */
    public long acceptedCount() {
        return accepted.get();
    }

    /** Connections beyond {@link ProxyLimits#connectionsMax}. */
    public long rejectedCount() {
        return rejected.get();
    }

    /** Connections that were reset because the target did not answer. */
    public long unreachableCount() {
        return unreachable.get();
    }

    /** Connections that ended with a reset, whoever began it; {@link #unreachableCount} among them. */
    public long resetCount() {
        return reset.get();
    }

    /** Connections that are there now. */
    public long open() {
        return accepted.get() - closed.get();
    }

    /** Bytes that were handed on. */
    public long bytes(TcpProxy.Direction direction) {
        return bytesOf(direction).get();
    }

    private AtomicLong bytesOf(TcpProxy.Direction direction) {
        return Objects.requireNonNull(bytes.get(direction));
    }
}
