package parley.engine.fakes;

import akka.persistence.testkit.JournalOperation;
import akka.persistence.testkit.ProcessingPolicy;
import akka.persistence.testkit.ProcessingResult;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.Reject;
import akka.persistence.testkit.StorageFailure;
import akka.persistence.testkit.WriteEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The in-memory journal's writes end when the test says so. It blocks the journal's thread, for at most {@link #WAIT_S}. */
public final class HeldJournal implements ProcessingPolicy<JournalOperation> {

    private static final int WAIT_S = 10;

    private final Semaphore allowed = new Semaphore(0);
    /** The logs that were asked for what is in them. */
    public final Set<String> asked = new CopyOnWriteArraySet<>();

    private final List<Integer> groups = new ArrayList<>();
    private boolean holding;
    private ProcessingResult next = ProcessingSuccess.getInstance();

    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
        if (!(operation instanceof WriteEvents write)) {
            asked.add(persistenceId);
            return ProcessingSuccess.getInstance();
        }
        boolean waits;
        synchronized (this) {
            groups.add(write.getBatch().size());
            waits = holding;
        }
        try {
            if (waits && !allowed.tryAcquire(WAIT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test never let this write end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            ProcessingResult result = next;
            next = ProcessingSuccess.getInstance();
            return result;
        }
    }

    /** Also forgets what was written before. */
    public synchronized void hold() {
        holding = true;
        allowed.drainPermits();
        groups.clear();
    }

    /** The write that waits, or the next one, ends. */
    public void release() {
        allowed.release();
    }

    public synchronized void releaseAll() {
        holding = false;
        allowed.release(1_000);
    }

    public synchronized void failNext() {
        next = StorageFailure.create();
    }

    public synchronized void rejectNext() {
        next = Reject.create();
    }

    /** How many entries each write had, in order, also the one that waits. */
    public synchronized List<Integer> groups() {
        return List.copyOf(groups);
    }
}
