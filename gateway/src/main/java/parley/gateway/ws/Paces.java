package parley.gateway.ws;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to many connections, a few at a time, so that it makes no storm: registering those whose sessions moved, and
 * asking all to leave. Ticks on the wheel. Thread-safe.
 */
final class Paces implements TimerTask {

    private static final Logger log = LoggerFactory.getLogger(Paces.class);

    /** How often every connection is registered again, ticks of {@link SocketSettings.Moves#TICK}: about a minute. */
    private static final long RENEWAL_TICKS = Duration.ofMinutes(1).toMillis() / SocketSettings.Moves.TICK.toMillis();

    private final List<Lane> lanes;
    private final Supplier<SocketSettings.Moves> moves;
    private final Surroundings.Time time;
    private final SocketCounters counters;
    private volatile boolean stopped;
    private volatile @Nullable Drain drain;
    private int asked;
    private long ticks;

    Paces(List<Lane> lanes, Supplier<SocketSettings.Moves> moves, Surroundings.Time time, SocketCounters counters) {
        this.lanes = lanes;
        this.moves = moves;
        this.time = time;
        this.counters = counters;
    }

    private record Drain(Waves waves, long began, Duration within, CompletableFuture<Void> done) {}

    void start() {
        time.timer().newTimeout(this, SocketSettings.Moves.TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        stopped = true;
        finishDrain();
    }

    /** Completes when all have left, or when the time is over. */
    CompletionStage<Void> drain(Duration within) {
        Waves waves = Waves.of(counters.connections(), moves.get(), within);
        if (waves.hurried()) {
            counters.limits.goAway.increment();
        }
        log.info(
                "sockets draining connections={} wavesMs={} withinMs={} hurried={}",
                counters.connections(),
                waves.lasting().toMillis(),
                within.toMillis(),
                waves.hurried());
        CompletableFuture<Void> done = new CompletableFuture<>();
        drain = new Drain(waves, time.nanoTime().getAsLong(), within, done);
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
        int registering = perLane(moves.get().registerAgainPerTick());
        lanes.forEach(lane -> lane.round(registering));
        Drain current = drain;
        if (current != null) {
            Duration passed = Duration.ofNanos(time.nanoTime().getAsLong() - current.began());
            double share = share(current.waves(), passed);
            lanes.forEach(lane -> lane.post(() -> lane.leave(share, this::askToLeave)));
            if (counters.connections() == 0 || passed.compareTo(current.within()) >= 0) {
                finishDrain();
            }
        }
        start();
    }

    private double share(Waves waves, Duration passed) {
        double due = waves.shareAfter(passed);
        double room = waves.roomFor(passed, counters.connections());
        if (room < due) {
            counters.limits.leaving.increment();
        }
        return Math.min(due, room);
    }

    private void askToLeave(Connection connection) {
        long min = moves.get().reconnectAfterMin().toMillis();
        long range = moves.get().reconnectAfterMax().toMillis() - min;
        counters.askedToLeave.increment();
        connection.goAway(Duration.ofMillis(min + spread(range)), Waves.LEAVE_GRACE);
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
