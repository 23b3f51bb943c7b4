package parley.loadtests.drive;

import java.util.ArrayDeque;
import java.util.Queue;

/** Sockets that are cut and come back, so many at a time; each session in its turn. */
final class Resume extends Workload {

    private final Queue<Client> resting = new ArrayDeque<>();
    private final int outstanding;
    private long[] began = {};
    private long away;
    private long unproven;

    Resume(int outstanding) {
        this.outstanding = outstanding;
    }

    @Override
    void onStart() {
        began = new long[clients().size()];
        resting.addAll(clients());
        for (int i = 0; i < outstanding; i++) {
            next();
        }
    }

    private void next() {
        Client client = resting.remove();
        away++;
        began[client.index()] = System.nanoTime();
        client.comeBack();
    }

    @Override
    void resumed(Client by, boolean proven) {
        away--;
        if (!proven) {
            unproven++;
        }
        window().happened(Window.What.RESUME, began[by.index()]);
        resting.add(by);
        if (isRunning()) {
            next();
        }
    }

    /** One that comes back late is late, not lost. */
    @Override
    boolean isOver() {
        return away == 0;
    }

    @Override
    void tell(Verdict.Builder verdict) {
        super.tell(verdict);
        verdict.add("unproven", unproven + away);
    }
}
