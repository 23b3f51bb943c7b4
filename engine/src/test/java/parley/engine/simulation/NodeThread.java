package parley.engine.simulation;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.Mailbox;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all dispatchers of one node's actor system run on: a list of what is ready, of which the simulation runs one when it
 * wants to. Only while the actor system starts, which waits for some of its actors, is there a real thread.
 */
final class NodeThread extends AbstractExecutorService {

    private static final Map<String, NodeThread> BY_NAME = new ConcurrentHashMap<>();

    /** Named in the configuration of dispatchers, journal and scheduler. */
    final String name;

    private static final Comparator<Runnable> BY_ACTOR = Comparator.comparing(NodeThread::actorName);

    private final List<Runnable> ready = new ArrayList<>();
    /** Has become ready since the simulation last looked. */
    private final List<Runnable> fresh = new ArrayList<>();

    private final AtomicInteger starting = new AtomicInteger();
    private @Nullable ExecutorService startThread;
    private boolean paused;
    boolean hasWritten;
    /** Whose node this is at the moment. */
    @Nullable
    World world;

    NodeThread(String name) {
        this.name = name;
        startThread = Executors.newSingleThreadExecutor();
        BY_NAME.put(name, this);
    }

    static NodeThread named(String name) {
        NodeThread thread = BY_NAME.get(name);
        if (thread == null) {
            throw new IllegalStateException("no such node: " + name);
        }
        return thread;
    }

    /** From now on nothing runs by itself. */
    void started() throws InterruptedException, ExecutionException {
        ExecutorService thread = startThread;
        if (thread == null) {
            throw new IllegalStateException("started twice");
        }
        do {
            thread.submit(() -> {}).get();
        } while (starting.get() > 0);
        startThread = null;
        thread.shutdown();
    }

    /** Akka shuts down with threads as it started. */
    void ending() {
        ExecutorService thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread daemon = new Thread(runnable, name + "-ending");
            daemon.setDaemon(true);
            return daemon;
        });
        startThread = thread;
        settle();
        List<Runnable> left = new ArrayList<>(ready);
        ready.clear();
        left.forEach(this::execute);
    }

    @Override
    public void execute(Runnable task) {
        ExecutorService thread = startThread;
        if (thread == null) {
            fresh.add(task);
            return;
        }
        starting.incrementAndGet();
        thread.execute(() -> {
            try {
                task.run();
            } finally {
                starting.decrementAndGet();
            }
        });
    }

    /** As a process that is stopped: its clocks go on, it does not. */
    void pause(boolean pause) {
        paused = pause;
    }

    int runnable() {
        settle();
        return paused ? 0 : ready.size();
    }

    /** Akka tells many watchers in an order that differs from run to run; from here on it does not. */
    private void settle() {
        if (fresh.size() > 1) {
            fresh.sort(BY_ACTOR);
        }
        ready.addAll(fresh);
        fresh.clear();
    }

    /** Names that Akka makes up are counted through all runs. */
    private static String actorName(Runnable task) {
        String name =
                task instanceof Mailbox mailbox ? mailbox.actor().self().path().name() : "";
        return name.startsWith("$") ? "" : name;
    }

    void runOne(Random random) {
        int pick = random.nextInt(ready.size());
        Runnable task = ready.get(pick);
        int last = ready.size() - 1;
        ready.set(pick, ready.get(last));
        ready.remove(last);
        task.run();
    }

    /** Whatever is left, in order. */
    void drain() {
        settle();
        for (int i = 0; !ready.isEmpty(); i++) {
            if (i > 1_000_000) {
                throw new IllegalStateException("a node that never comes to rest");
            }
            ready.remove(0).run();
            settle();
        }
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    /** Named as {@code executor} of the dispatchers. */
    public static final class Configurator extends ExecutorServiceConfigurator {

        private final NodeThread thread;

        /** Called by Akka, reflectively. */
        public Configurator(Config config, DispatcherPrerequisites prerequisites) {
            super(config, prerequisites);
            thread = named(config.getString("node"));
        }

        @Override
        public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
            return () -> thread;
        }
    }
}
