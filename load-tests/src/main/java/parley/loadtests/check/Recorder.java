package parley.loadtests.check;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import parley.loadtests.client.WireListener;

/**
 * Records a run into one file: what its clients say and hear, and when faults begin and end. All of it has one order and one clock, that
 * of this process. Does not block but for writing to the file's buffer. Thread-safe.
 */
public final class Recorder implements AutoCloseable {

    /** How large a file becomes unless told otherwise: about 80 million deliveries. */
    public static final long FILE_BYTES_MAX = 4L << 30;

    private final LongSupplier clock;
    private final HistoryWriter writer;
    private final Names names = new Names(this::named);
    private final EntryReader entries = new EntryReader(names);
    private final RunningChecks running = new RunningChecks();
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private boolean closed;

    /** Records into this file, which is made anew. */
    public static Recorder into(Path file) {
        return new Recorder(file, FILE_BYTES_MAX, System::nanoTime);
    }

    /**
     * @param fileBytesMax what would make the file larger is left out, and the verdict says so
     * @param clock of {@link System#nanoTime}, or one that a test holds in its hands
     */
    public Recorder(Path file, long fileBytesMax, LongSupplier clock) {
        this.clock = clock;
        this.writer = new HistoryWriter(file, fileBytesMax);
    }

    /**
     * Records one client: to be given its tap ({@link parley.loadtests.client.HttpApi#tappedBy}) and its listener. Each device of a user is a
     * client of its own.
     *
     * @param next is told what the listener is told
     */
    public ClientRecorder client(String user, WireListener next) {
        ClientRecorder recorder = new ClientRecorder(this, clients.incrementAndGet(), user, next);
        int number = names.number(user);
        record(nanos -> new Observation.Client(nanos, recorder.client(), number));
        return recorder;
    }

    /** Somebody begins to do something to the servers; several faults may last at once, each under its own name. */
    public void faultBegins(String name) {
        int fault = names.number(name);
        record(nanos -> new Observation.Fault(nanos, fault, true));
    }

    /** What was done to the servers is undone; what follows from it may last longer ({@link Expectations#recovery}). */
    public void faultEnds(String name) {
        int fault = names.number(name);
        record(nanos -> new Observation.Fault(nanos, fault, false));
    }

    /** Load and faults are over, and every send has ended: what is read from now on is what there is. Once in a run. */
    public void quiesced() {
        record(Observation.Quiesced::new);
    }

    /** How it stands while the run goes on. */
    public synchronized RunningVerdict running() {
        return running.snapshot(writer.isFull());
    }

    /** Ends the file; what comes later is not recorded. */
    @Override
    public synchronized void close() {
        closed = true;
        writer.close();
    }

    Names names() {
        return names;
    }

    EntryReader entries() {
        return entries;
    }

    int nextConnection() {
        return connections.incrementAndGet();
    }

    long now() {
        return clock.getAsLong();
    }

    /** Adds what is made of the time; names must have their numbers before. */
    synchronized void record(LongFunction<? extends Observation> made) {
        if (!closed) {
            Observation observation = made.apply(clock.getAsLong());
            writer.add(observation);
            running.take(observation);
        }
    }

    private synchronized void named(int number, String name) {
        if (!closed) {
            writer.name(number, name);
        }
    }
}
