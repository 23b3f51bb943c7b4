package parley.loadtests.drive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the clients of a run do, and what is made of what they tell. Everything runs on the hub's event loop. */
abstract class Workload {

    private final Window window = new Window();
    private final List<Client> clients = new ArrayList<>();
    private long disconnects;
    private boolean running;

    final Window window() {
        return window;
    }

    final List<Client> clients() {
        return clients;
    }

    /** False when nothing new is to begin. */
    final boolean isRunning() {
        return running;
    }

    /** All clients are ready: does what has to be done before the warm-up. */
    CompletableFuture<Integer> prepare() {
        return CompletableFuture.completedFuture(clients.size());
    }

    /** Begins. */
    final void start() {
        running = true;
        onStart();
    }

    final void stop() {
        running = false;
        onStop();
    }

    abstract void onStart();

    void onStop() {}

    /** Whether nothing that was begun is still to come. What never comes must not hold up more than the time that is left for it. */
    boolean isOver() {
        return true;
    }

    /** A client heard a message. */
    void heard(Client by, int sender, int number, long intendedNanos) {}

    /** What a client sent is durable. */
    void acked(Client by, int number) {}

    /** What a client sent was not taken, or nobody knows. */
    void refused(Client by, int number) {}

    /** A client is back; proven if it was told that it has everything. */
    void resumed(Client by, boolean proven) {}

    /** A page of history came, of those that a client asked for at once this one; whole if it has all that it should. */
    void page(Client by, int slot, int entries, boolean whole) {}

    /** A client's connection ended that should not have. */
    final void down(Client by) {
        disconnects++;
    }

    void tell(Verdict.Builder verdict) {
        verdict.add("disconnects", disconnects);
    }
}
