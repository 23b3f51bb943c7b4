package parley.loadtests.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import parley.loadtests.bench.Proc.Usage;

/**
 * What Cassandra can do with rows like those of the journal and nothing around it: the same driver, the same table in a keyspace of its own, in
 * the same process that Parley writes to.
 */
final class CassandraYardstick implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEYSPACE = "parley_yardstick";
    private static final int BODY_BYTES = 180;
    private static final int CHATS = 5_000;
    private static final int SLICE = 50;
    private static final int SLICES_OF = 1_000;
    private static final int IN_FLIGHT = 16;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final CqlSession session;
    private final Group cassandra;
    private final Duration warmUp;
    private final Duration measured;
    private final PreparedStatement insert;
    private final PreparedStatement slice;
    private final ByteBuffer body;

    CassandraYardstick(InetSocketAddress contact, Group cassandra, Duration warmUp, Duration measured) {
        this.session = CqlSession.builder()
                .addContactPoint(contact)
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, ANSWER)
                        .build())
                .build();
        this.cassandra = cassandra;
        this.warmUp = warmUp;
        this.measured = measured;
        execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        execute("CREATE TABLE IF NOT EXISTS " + KEYSPACE + ".chat_log (chat text, bucket int, seq bigint, epoch bigint,"
                + " prev_epoch bigint, n bigint, serializer int, manifest text, body blob, writer text, adapter_manifest text,"
                + " PRIMARY KEY ((chat, bucket), seq, epoch)) WITH CLUSTERING ORDER BY (seq ASC, epoch ASC)"
                + " AND compaction = {'class': 'UnifiedCompactionStrategy'}");
        this.insert = session.prepare(
                "INSERT INTO " + KEYSPACE + ".chat_log (chat, bucket, seq, epoch, prev_epoch, n,"
                        + " serializer, manifest, body, writer, adapter_manifest) VALUES (?, 0, ?, 1, 1, ?, 1, 'p', ?, 'w', '')");
        this.slice = session.prepare("SELECT seq, epoch, prev_epoch, n, serializer, manifest, body FROM " + KEYSPACE
                + ".chat_log WHERE chat = ? AND bucket = 0 AND seq >= ? LIMIT " + SLICE);
        byte[] bytes = new byte[BODY_BYTES];
        new Random(1).nextBytes(bytes);
        this.body = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    private void execute(String statement) {
        var unused = session.execute(statement);
    }

    /** All of it, by name. */
    ObjectNode measure() {
        ObjectNode all = JSON.createObjectNode();
        for (int atOnce : new int[] {1, IN_FLIGHT, 128}) {
            all.set("insert" + atOnce, measure(atOnce, 1, this::row));
        }
        for (int rows : new int[] {10, 100}) {
            all.set("batch" + rows, measure(IN_FLIGHT, rows, number -> batch(number, rows)));
        }
        for (int first = 0; first < SLICES_OF; first += SLICE) {
            BatchStatementBuilder rows = BatchStatement.builder(DefaultBatchType.UNLOGGED);
            for (int row = first; row < first + SLICE; row++) {
                rows.addStatement(insert.bind("read", (long) row, (long) row, body));
            }
            var unused = session.execute(rows.build());
        }
        all.set("slice" + SLICE, measure(1, 1, number -> slice.bind("read", number * SLICE % (SLICES_OF - SLICE))));
        execute("DROP KEYSPACE " + KEYSPACE);
        return all;
    }

    private Statement<?> row(long number) {
        return insert.bind("c" + number % CHATS, number, number, body);
    }

    private Statement<?> batch(long number, int rows) {
        BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
        for (int row = 0; row < rows; row++) {
            long seq = number * rows + row;
            batch.addStatement(insert.bind("b" + number % CHATS, seq, seq, body));
        }
        return batch.build();
    }

    private ObjectNode measure(int atOnce, int rows, LongFunction<Statement<?>> request) {
        long first = run(atOnce, request, 0, warmUp, new ConcurrentHistogram(3));
        Histogram latency = new ConcurrentHistogram(3);
        Usage before = cassandra.usage(Proc.here());
        long disk = Proc.here().diskWrittenBytes();
        long start = System.nanoTime();
        long requests = run(atOnce, request, first, measured, latency) - first;
        double seconds = (System.nanoTime() - start) / 1e9;
        Usage used = cassandra.usage(Proc.here()).since(before);
        long written = requests * rows;
        return JSON.createObjectNode()
                .put("rowsPerSecond", written / seconds)
                .put("p50Micros", latency.getValueAtPercentile(50))
                .put("p99Micros", latency.getValueAtPercentile(99))
                .put("cpuMicrosPerRow", used.cpuSeconds() * 1e6 / written)
                .put("diskBytesPerRow", (double) (Proc.here().diskWrittenBytes() - disk) / written);
    }

    /** So many at once until the time is over and all are answered; returns the number that would be next. */
    private long run(int atOnce, LongFunction<Statement<?>> request, long first, Duration time, Histogram latency) {
        Semaphore free = new Semaphore(atOnce);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        long end = System.nanoTime() + time.toNanos();
        long number = first;
        while (System.nanoTime() - end < 0 && failed.get() == null) {
            free.acquireUninterruptibly();
            long start = System.nanoTime();
            var unused = session.executeAsync(request.apply(number++)).whenComplete((rows, failure) -> {
                latency.recordValue((System.nanoTime() - start) / 1000);
                if (failure != null) {
                    failed.set(failure);
                }
                free.release();
            });
        }
        free.acquireUninterruptibly(atOnce);
        Throwable failure = failed.get();
        if (failure != null) {
            throw new BenchException("Cassandra: " + failure, failure);
        }
        return number;
    }

    @Override
    public void close() {
        session.close();
    }
}
