package parley.server.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks after the children: one thread looks at all of them several times a second, reports what changed, starts again what
 * died, restarts what {@code ./parley roll} asks for, and stops everything in order, the nodes one after the other and the database last.
 *
 * <p>A child that dies before the cluster was ready for the first time ends the whole start: something is wrong that another try
 * would not mend.
 */
final class Supervisor {

    /** What depends on the person at the terminal. */
    record Manners(boolean restart, Consumer<String> say) {}

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    /** Classes that load a moment after the start belong into the archive too. */
    private static final Duration ARCHIVE_DELAY = Duration.ofSeconds(5);

    private final DataDirectory data;
    private final Store store;
    private final List<LocalNode> nodes;
    private final ClassArchive archive;
    private final Manners manners;
    private final Backoff storeBackoff = new Backoff(Duration.ZERO);
    private final long startedNanos = System.nanoTime();

    private CompletableFuture<Void> storeStart = CompletableFuture.completedFuture(null);
    private boolean storeReady;
    private long storeDueNanos;
    private boolean announced;
    private boolean archiveStarted;
    private Duration readyAfter = Duration.ZERO;

    Supervisor(DataDirectory data, Store store, List<LocalNode> nodes, ClassArchive archive, Manners manners) {
        this.data = data;
        this.store = store;
        this.nodes = nodes;
        this.archive = archive;
        this.manners = manners;
    }

    /** Returns when {@code stopRequested} was counted down and all children are gone. */
    void run(CountDownLatch stopRequested) throws IOException {
        try {
            startAll();
            while (!stopRequested.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                lookAtStore();
                for (LocalNode node : nodes) {
                    lookAt(node);
                }
                lookAtRequests();
                lookAtStart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopAll();
        }
    }

    private void startAll() throws IOException {
        // Of a supervisor that is gone.
        RestartRequest.take(data.restartRequest());
        StoreRequest.take(data.storeRequest());
        say("starting " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes") + " on " + data.path());
        storeStart = store.start();
        for (LocalNode node : nodes) {
            // Only the first may found the cluster, and it need not look for others first: they cannot be there yet.
            node.start(List.of(nodes.get(0).address()), store.contactPoints());
        }
        writeState();
    }

    private void lookAtStore() throws IOException {
        if (!storeReady && storeStart.isDone()) {
            try {
                storeStart.join();
            } catch (CompletionException e) {
                storeDidNotStart(e);
                return;
            }
            storeReady = true;
            storeBackoff.reset();
            say("Cassandra answers at " + String.join(", ", store.contactPoints()) + after());
            writeState();
        } else if (storeReady && store.died()) {
            storeReady = false;
            startStoreAgain("Cassandra died");
        }
    }

    /** Once the cluster ran, the reason may pass, such as a disk that is full; the nodes wait for it as long as it takes. */
    private void storeDidNotStart(CompletionException failure) throws IOException {
        RuntimeException reason = failure.getCause() instanceof ClusterFault fault ? fault : failure;
        if (!announced) {
            throw reason;
        }
        startStoreAgain("Cassandra does not start (" + reason.getMessage() + ")");
    }

    private void startStoreAgain(String what) throws IOException {
        Duration wait = storeBackoff.next();
        say(what + "; starting it again in " + wait.toSeconds() + " s, its log is in " + data.cassandra());
        storeDueNanos = System.nanoTime() + wait.toNanos();
        storeStart = CompletableFuture.runAsync(() -> {}, this::whenStoreIsDue).thenCompose(due -> store.start());
        writeState();
    }

    private void whenStoreIsDue(Runnable task) {
        long waitNanos = Math.max(0, storeDueNanos - System.nanoTime());
        CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS).execute(task);
    }

    private void lookAt(LocalNode node) throws IOException {
        if (node.state() == NodeState.STOPPING) {
            if (node.hasLeft()) {
                say(node.address().name() + " left; starting it again");
                startAgain(node);
                writeState();
            }
        } else if (node.died()) {
            int status = node.buryProcess();
            if (!announced) {
                throw new ClusterFault(
                        node.address().name() + " stopped while it started (exit status " + status + ")",
                        node.lastWords().orElse("its log says why: " + node.log()));
            }
            say(node.address().name() + " died (exit status " + status + ")"
                    + (manners.restart() ? "; starting it again" : "; it stays down (--no-restart)"));
            writeState();
        } else if (announced && manners.restart() && node.isDueToStart()) {
            startAgain(node);
            writeState();
        } else if (node.becameReady()) {
            say(node.address().name() + " is ready" + (announced ? " again" : after()));
            writeState();
        }
    }

    /** Somebody wants a process of a node replaced: one that is ready, and still the one that they saw; or something of the database. */
    private void lookAtRequests() throws IOException {
        StoreRequest.take(data.storeRequest()).ifPresent(request -> store.ask(request.line()));
        Optional<RestartRequest> asked = RestartRequest.take(data.restartRequest());
        if (asked.isEmpty()) {
            return;
        }
        for (LocalNode node : nodes) {
            if (announced && node.state() == NodeState.READY && node.is(asked.get())) {
                say(node.address().name() + " is asked to restart");
                node.leave();
                writeState();
            }
        }
    }

    /** What keeps it from starting may pass, such as a distribution that is being replaced: the others run on. */
    private void startAgain(LocalNode node) {
        try {
            node.start(seedsFor(node), store.contactPoints());
        } catch (ClusterFault e) {
            say(node.address().name() + " does not start (" + e.getMessage() + ")");
            node.postpone();
        }
    }

    /**
     * A node that comes back asks those who are members now, and waits for them: it may be cut off, and the first of the nodes would found
     * a cluster of its own beside theirs. Only where nobody is a member does the first one found the cluster anew.
     */
    private List<NodeAddress> seedsFor(LocalNode returning) {
        List<NodeAddress> members = nodes.stream()
                .filter(node -> node != returning && node.isMember())
                .map(LocalNode::address)
                .toList();
        return members.isEmpty() ? nodes.stream().map(LocalNode::address).toList() : members;
    }

    private void lookAtStart() throws IOException {
        Duration now = sinceStart();
        if (!announced) {
            if (storeReady && nodes.stream().allMatch(node -> node.state() == NodeState.READY)) {
                announced = true;
                readyAfter = now;
                announce();
            } else if (now.compareTo(START_TIMEOUT) > 0) {
                throw new ClusterFault(
                        "the cluster is not ready after " + START_TIMEOUT.toSeconds() + " s",
                        "the logs in " + data.path().resolve("logs") + " say why");
            }
        } else if (!archiveStarted && now.minus(readyAfter).compareTo(ARCHIVE_DELAY) > 0) {
            archiveStarted = true;
            archive.make();
        } else {
            archive.publishWhenMade();
        }
    }

    private void announce() {
        for (LocalNode node : nodes) {
            NodeAddress address = node.address();
            say(address.name() + "  " + address.httpUrl() + "  " + address.wsUrl());
        }
        say("open " + nodes.get(0).address().httpUrl() + after() + "; Ctrl-C or ./parley down stops everything");
        say("ready");
    }

    private void stopAll() throws IOException {
        say("stopping");
        archive.stop();
        for (LocalNode node : reversed()) {
            node.stop();
        }
        store.stop();
        Children.sweep();
        writeState();
        say("stopped");
    }

    private List<LocalNode> reversed() {
        var reversed = new ArrayList<>(nodes);
        Collections.reverse(reversed);
        return reversed;
    }

    private void writeState() throws IOException {
        var snapshots = nodes.stream().map(LocalNode::snapshot).toList();
        var cassandra = new ClusterState.Cassandra(
                store.pid(),
                storeReady ? NodeState.READY : NodeState.STARTING,
                store.contactPoints(),
                store.namespace());
        new ClusterState(ProcessHandle.current().pid(), cassandra, snapshots).write(data.stateFile());
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private String after() {
        return String.format(Locale.ROOT, " (%.1f s)", sinceStart().toMillis() / 1000.0);
    }

    private void say(String line) {
        manners.say().accept(line);
    }
}
