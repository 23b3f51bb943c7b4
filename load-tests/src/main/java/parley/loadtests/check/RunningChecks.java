package parley.loadtests.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Result;

/** Checks observations as they come, as far as one look at each can. Not thread-safe. */
final class RunningChecks {

    /** Seqs beyond this are not held against each other while the run goes on. */
    static final int SEQ_MAX = 1 << 22;

    private final SendTable sends = new SendTable();
    private final Map<Integer, long[]> keysBySeq = new HashMap<>();
    private final Histogram ackLatency = new Histogram(TimeUnit.HOURS.toMicros(1), 2);
    private final Histogram deliveryLatency = new Histogram(TimeUnit.HOURS.toMicros(1), 2);
    private final Map<Integer, Boolean> resuming = new HashMap<>();
    private long sent;
    private long acked;
    private long ended;
    private long refused;
    private long duplicatesAnswered;
    private long deliveries;
    private long shown;
    private long connected;
    private long resumed;
    private long duplicated;
    private long reordered;
    private long ghosts;
    private long objections;
    private long unchecked;

    void take(Observation observation) {
        if (observation instanceof Observation.Invoke invoke && invoke.action() == Action.SEND) {
            onInvoke(invoke);
        } else if (observation instanceof Observation.Outcome outcome && outcome.action() == Action.SEND) {
            onOutcome(outcome);
        } else if (observation instanceof Observation.Deliver deliver) {
            deliver.entries().forEach(entry -> onDelivered(deliver, entry));
        } else if (observation instanceof Observation.Shown) {
            shown++;
        } else if (observation instanceof Observation.Page page) {
            page.entries().stream()
                    .filter(Seen::isMessage)
                    .forEach(entry -> place(page.chat(), entry.seq(), entry.key()));
        } else if (observation instanceof Observation.Hello hello) {
            resuming.put(hello.connection(), !hello.chats().isEmpty());
        } else if (observation instanceof Observation.Welcome welcome) {
            connected++;
            resumed += Boolean.TRUE.equals(resuming.remove(welcome.connection())) ? 1 : 0;
        } else if (observation instanceof Observation.Close close) {
            resuming.remove(close.connection());
        } else if (observation instanceof Observation.Objection) {
            objections++;
        }
    }

    private void onInvoke(Observation.Invoke invoke) {
        if (sends.find(invoke.key()) < 0) {
            sent++;
            if (sends.add(invoke.key(), invoke.nanos()) < 0) {
                unchecked++;
            }
        }
    }

    private void onOutcome(Observation.Outcome outcome) {
        int send = sends.find(outcome.key());
        if (outcome.result() == Result.INFO || send < 0) {
            return;
        }
        duplicatesAnswered += outcome.duplicate() ? 1 : 0;
        if (!sends.isEnded(send)) {
            sends.end(send);
            ended++;
            if (outcome.result() == Result.OK) {
                acked++;
                record(ackLatency, outcome.nanos() - sends.invokedNanos(send));
            } else {
                refused++;
            }
        }
        if (outcome.result() == Result.OK) {
            place(outcome.chat(), outcome.seq(), outcome.key());
        }
    }

    private void onDelivered(Observation.Deliver deliver, Seen entry) {
        if (!entry.isMessage()) {
            return;
        }
        deliveries++;
        int send = sends.find(entry.key());
        if (send >= 0) {
            record(deliveryLatency, deliver.nanos() - sends.invokedNanos(send));
        }
        place(deliver.chat(), entry.seq(), entry.key());
    }

    /** One key has one seq, and one seq one key. */
    private void place(int chat, long seq, long key) {
        int send = sends.find(key);
        if (send < 0) {
            ghosts += unchecked == 0 ? 1 : 0;
            return;
        }
        if (sends.seq(send) == 0) {
            sends.seen(send, seq);
        } else if (sends.seq(send) != seq) {
            duplicated++;
            return;
        }
        if (seq < 1 || seq > SEQ_MAX) {
            unchecked++;
            return;
        }
        long[] keys = keysBySeq.computeIfAbsent(chat, id -> new long[64]);
        if (keys.length <= seq) {
            keys = Arrays.copyOf(keys, (int) Math.max(seq + 1, keys.length * 2L));
            keysBySeq.put(chat, keys);
        }
        int index = (int) seq;
        if (keys[index] == 0) {
            keys[index] = key;
        } else if (keys[index] != key) {
            reordered++;
        }
    }

    private static void record(Histogram histogram, long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        histogram.recordValue(Math.max(0, Math.min(micros, histogram.getHighestTrackableValue())));
    }

    RunningVerdict snapshot(boolean fileFull) {
        return new RunningVerdict(
                sent,
                acked,
                sent - ended,
                refused,
                duplicatesAnswered,
                deliveries,
                shown,
                connected,
                resumed,
                duplicated,
                reordered,
                ghosts,
                objections,
                unchecked,
                fileFull,
                latency(ackLatency),
                latency(deliveryLatency));
    }

    private static RunningVerdict.Latency latency(Histogram histogram) {
        return new RunningVerdict.Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }
}
