package parley.loadtests.gatling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops the nodes of this machine as an operator would, one after the other, each when the one before takes part again; their supervisor starts
 * them again. Where the processes are not known, somebody else deploys, for as long as people talk.
 */
final class RollingRestart implements AutoCloseable {

    static final String LINE = "restart of a node";

    private static final String FAULT = "rolling restart";
    private static final int STOPPED_WITHIN_S = 120;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int OK = 200;

    private final Run run;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile boolean done;

    RollingRestart(Run run) {
        this.run = run;
    }

    void beginAt(long epochMs) {
        if (run.settings().nodePids().isEmpty()) {
            System.out.println("The processes of the nodes are not known here: deploy within the next "
                    + run.settings().duration().toSeconds() + " s.");
        }
        long delay = Math.max(0, epochMs - System.currentTimeMillis());
        ScheduledFuture<?> unused = timer.schedule((Runnable) this::restart, delay, TimeUnit.MILLISECONDS);
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void restart() {
        run.disturb(FAULT);
        List<Long> pids = run.settings().nodePids();
        if (pids.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(run.talkEndsMs() - run.now()));
            run.samples().ok(run.name(), LINE, run.talkBeginsMs(), run.now());
        }
        for (int node = 0; node < pids.size(); node++) {
            long began = run.now();
            try {
                restart(pids.get(node), run.settings().targets().get(node));
                run.samples().ok(run.name(), LINE, began, run.now());
            } catch (RuntimeException | TimeoutException e) {
                run.samples().failed(run.name(), LINE, began, run.now(), String.valueOf(e.getMessage()));
            }
        }
        run.calm(FAULT);
        done = true;
    }

    private void restart(long pid, String address) throws TimeoutException {
        ProcessHandle node = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("the node had died before it was stopped"));
        node.destroy();
        node.onExit().orTimeout(STOPPED_WITHIN_S, TimeUnit.SECONDS).join();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady(address)) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("a node is not ready two minutes after it was stopped");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private boolean isReady(String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
