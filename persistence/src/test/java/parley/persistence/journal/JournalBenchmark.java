package parley.persistence.journal;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.testkit.javadsl.TestKit;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import parley.persistence.PersistenceSettings;
import parley.persistence.TestCassandra;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.persistence.schema.Schema;

/**
 * Many entities, one event in flight each, against a fresh Cassandra of its own: events a second, latency, CPU time of both
 * processes and bytes on disk. Runs by hand: {@code java -cp <test class path> parley.persistence.journal.JournalBenchmark
 * <entities> <seconds> [configuration file of another journal plugin]}. The figures are in docs/adr/0002-own-journal.md.
 */
final class JournalBenchmark {

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** A cold Cassandra that gets everything at once answers with time-outs. */
    private static final Duration START_PACE = Duration.ofMillis(20);

    private final int entities;
    private final Duration duration;
    private final Path otherPlugin;

    private JournalBenchmark(int entities, Duration duration, Path otherPlugin) {
        this.entities = entities;
        this.duration = duration;
        this.otherPlugin = otherPlugin;
    }

    public static void main(String[] args) throws Exception {
        Path otherPlugin = args.length > 2 ? Path.of(args[2]) : null;
        new JournalBenchmark(Integer.parseInt(args[0]), Duration.ofSeconds(Long.parseLong(args[1])), otherPlugin).run();
    }

    private void run() throws Exception {
        EmbeddedCassandraOptions options = options();
        BenchmarkCounters counters = new BenchmarkCounters();
        long events;
        Path data;
        try (EmbeddedCassandra cassandra = EmbeddedCassandra.start(options)) {
            data = cassandra.dataDirectory();
            ActorSystem system = ActorSystem.create("benchmark", config(options.nativePort()));
            try {
                startEntities(system, counters);
                TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
                measure(cassandra, counters);
            } finally {
                TestKit.shutdownActorSystem(system);
            }
            events = counters.total();
        }
        System.out.printf("disk: %.0f bytes an event (%d events)%n", (double) bytesIn(data) / events, events);
    }

    private static EmbeddedCassandraOptions options() {
        EmbeddedCassandraOptions test = TestCassandra.options(TestCassandra.temporaryDirectory());
        return EmbeddedCassandraOptions.of(
                test.libDirectory(), test.directory(), test.cacheDirectory(), test.nativePort(), test.storagePort());
    }

    private Config config(int port) throws InterruptedException {
        Config ours = TestCassandra.config(port, "parley");
        if (otherPlugin == null) {
            Schema.update(PersistenceSettings.from(ours));
            return ours;
        }
        Config address =
                ConfigFactory.parseString("datastax-java-driver.basic.contact-points = [\"127.0.0.1:" + port + "\"]");
        return address.withFallback(ConfigFactory.parseFile(new File(otherPlugin.toString())))
                .withFallback(ours)
                .resolve();
    }

    private void startEntities(ActorSystem system, BenchmarkCounters counters) throws InterruptedException {
        for (int i = 0; i < entities; i++) {
            String id = "default/benchmark-" + i;
            system.actorOf(Props.create(
                            BenchmarkEntity.class, () -> new BenchmarkEntity(id, counters, otherPlugin == null)))
                    .tell(BenchmarkEntity.NEXT, ActorRef.noSender());
            TimeUnit.NANOSECONDS.sleep(START_PACE.toNanos());
        }
    }

    private void measure(EmbeddedCassandra cassandra, BenchmarkCounters counters) throws InterruptedException {
        OperatingSystemMXBean ownProcess = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        counters.startMeasuring();
        long startNs = System.nanoTime();
        long ownCpuNs = ownProcess.getProcessCpuTime();
        Duration storeCpu = cassandra.cpuTime().orElseThrow();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        Histogram latencyUs = counters.stopMeasuring();
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long events = latencyUs.getTotalCount();
        System.out.printf(
                "%s: %d entities, %.0f events/s, p50 %.1f ms, p99 %.1f ms, CPU an event: application %.0f us, Cassandra"
                        + " %.0f us; entities lost to time-outs: %d%n",
                otherPlugin == null ? "parley.journal" : otherPlugin.getFileName(),
                entities,
                events / seconds,
                latencyUs.getValueAtPercentile(50) / 1e3,
                latencyUs.getValueAtPercentile(99) / 1e3,
                (ownProcess.getProcessCpuTime() - ownCpuNs) / 1e3 / events,
                cassandra.cpuTime().orElseThrow().minus(storeCpu).toNanos() / 1e3 / events,
                counters.lostSoFar());
    }

    /** SSTables of everything but the system's own keyspaces; Cassandra has stopped in order, so all is in them. */
    private static long bytesIn(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !data.relativize(file).toString().startsWith("system"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
