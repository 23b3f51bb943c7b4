package parley.loadtests.client;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * What all clients of a process share: the JDK's HTTP client, the {@link Network}, a small pool, a timer. Its threads are daemons.
 * Thread-safe; close it after its clients.
 */
public final class ClientRuntime implements AutoCloseable {

    private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final ClientSettings settings;
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, daemons("wire-worker-"));
    private final ScheduledExecutorService timer = timer();
    private final HttpClient http;
    private final Network network;
    private final RandomGenerator random = new SecureRandom();

    public ClientRuntime(ClientSettings settings) {
        this.settings = settings;
        this.network = new Network("wire-network", settings.timing().connectTimeout());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timing().connectTimeout())
                .executor(workers)
                .build();
    }

    public ClientSettings settings() {
        return settings;
    }

    HttpClient http() {
        return http;
    }

    Network network() {
        return network;
    }

    /** Runs a short task later, on the timer's thread. */
    void after(Duration delay, Runnable task) {
        ScheduledFuture<?> unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Thread-safe. */
    RandomGenerator random() {
        return random;
    }

    Serial newSerial() {
        return new Serial(workers, timer);
    }

    Backoff newBackoff() {
        return new Backoff(settings.timing().backoffFirst(), settings.timing().backoffMax(), random);
    }

    /** Stops the threads. What clients still had open is not answered any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        network.close();
        workers.shutdown();
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("wire-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
