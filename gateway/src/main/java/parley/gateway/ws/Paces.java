package parley.gateway.ws;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is done to many connections, a few at a time, so that it makes no storm: registering those whose sessions moved, and
 * asking all to leave. Ticks on the wheel. Thread-safe.
 */
final class Paces implements TimerTask {

    /** After the time it was given, how long a client has to leave by itself. */
    private static final Duration LEAVE_GRACE = Duration.ofSeconds(2);

    /** How often every connection is registered again, ticks of {@link SocketSettings.Moves#TICK}: about a minute. */
    private static final long RENEWAL_TICKS = Duration.ofMinutes(1).toMillis() / SocketSettings.Moves.TICK.toMillis();

    /** Which part of a drain the waves take; the rest is for the last of them to leave. */
    private static final double WAVES_SHARE = 0.6;

    private static final int MILLIS_PER_SECOND = 1_000;

    private final List<Lane> lanes;
    private final SocketSettings.Moves moves;
    private final Timer timer;
    private final SocketCounters counters;
    private volatile boolean stopped;
    private volatile @Nullable Drain drain;
    private int asked;
    private long ticks;

    Paces(List<Lane> lanes, SocketSettings.Moves moves, Timer timer, SocketCounters counters) {
        this.lanes = lanes;
        this.moves = moves;
        this.timer = timer;
        this.counters = counters;
    }

    private record Drain(long deadline, int leavingPerTick, CompletableFuture<Void> done) {}

    void start() {
        timer.newTimeout(this, SocketSettings.Moves.TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        stopped = true;
        finishDrain();
    }

    /** @param within the waves are made larger than the settings say when this leaves less time */
    CompletionStage<Void> drain(Duration within) {
        long ticks = Math.max(1, (long) (within.toMillis() * WAVES_SHARE / SocketSettings.Moves.TICK.toMillis()));
        long perTick = Math.max(
                moves.goAwayPerSecond() * SocketSettings.Moves.TICK.toMillis() / MILLIS_PER_SECOND,
                counters.connections() / ticks + 1);
        CompletableFuture<Void> done = new CompletableFuture<>();
        drain = new Drain(System.nanoTime() + within.toNanos(), perLane((int) perTick), done);
        return done;
    }

    @Override
    public void run(Timeout timeout) {
        if (stopped) {
            return;
        }
        ticks++;
        if (ticks % RENEWAL_TICKS == 0) {
            lanes.forEach(Lane::registerAll);
        }
        int registering = perLane(moves.registerAgainPerTick());
        lanes.forEach(lane -> lane.round(registering));
        Drain current = drain;
        if (current != null) {
            lanes.forEach(lane -> lane.post(() -> lane.leaveSome(current.leavingPerTick(), this::askToLeave)));
            if (counters.connections() == 0 || System.nanoTime() - current.deadline() >= 0) {
                finishDrain();
            }
        }
        start();
    }

    private void askToLeave(Connection connection) {
        long min = moves.reconnectAfterMin().toMillis();
        long range = moves.reconnectAfterMax().toMillis() - min;
        connection.goAway(Duration.ofMillis(min + spread(range)), LEAVE_GRACE);
    }

    /** Evenly over the range, whoever asks: steps of the golden ratio never bunch. */
    private synchronized long spread(long range) {
        asked++;
        double golden = asked * 0.618_033_988_749_894_9;
        return (long) ((golden - Math.floor(golden)) * range);
    }

    private int perLane(int count) {
        return (count + lanes.size() - 1) / lanes.size();
    }

    private void finishDrain() {
        Drain current = drain;
        if (current != null) {
            current.done().complete(null);
        }
    }
}
