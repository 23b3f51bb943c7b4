package parley.loadtests.check;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.TupleValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The third witness: reads the table {@code chat_log}, and what nodes have written ahead of it, straight from Cassandra, with a decoder and a rule of
 * its own, and adds what it finds to the history. To be read after the run, when nobody writes any more. Blocks; not thread-safe.
 */
public final class JournalDump implements AutoCloseable {

    private static final int PAGE_ROWS = 1000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CqlSession session;
    private final PreparedStatement select;
    private final String tenant;
    private final Map<String, List<Row>> ahead = new HashMap<>();

    /** A row as it is stored. */
    record Row(long seq, long epoch, long previousEpoch, long n, String manifest, String body) {}

    private JournalDump(CqlSession session, String keyspace, String tenant) {
        this.session = session;
        this.tenant = tenant;
        this.select =
                session.prepare(SimpleStatement.newInstance("SELECT seq, epoch, prev_epoch, n, manifest, body FROM \""
                                + keyspace + "\".chat_log WHERE chat = ? AND bucket = ?")
                        .setPageSize(PAGE_ROWS));
        session.execute("SELECT log_rows FROM \"" + keyspace + "\".write_ahead")
                .forEach(row -> requireNonNull(row.getList(0, TupleValue.class)).forEach(this::addAhead));
    }

    private void addAhead(TupleValue entry) {
        ahead.computeIfAbsent(entry.getString(0), chat -> new ArrayList<>())
                .add(new Row(
                        entry.getLong(1),
                        entry.getLong(2),
                        entry.getLong(3),
                        entry.getLong(4),
                        String.valueOf(entry.getString(6)),
                        text(entry.getByteBuffer(7))));
    }

    /**
     * Connects.
     *
     * @param localDatacenter as Cassandra names it; a single node that nobody configured says {@code datacenter1}
     * @param keyspace {@code parley} unless it was configured
     * @throws RuntimeException as the driver does, when Cassandra cannot be reached or has no such table
     */
    public static JournalDump of(InetSocketAddress cassandra, String localDatacenter, String keyspace) {
        DriverConfigLoader options = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, TIMEOUT)
                .build();
        CqlSession session = CqlSession.builder()
                .addContactPoint(cassandra)
                .withLocalDatacenter(localDatacenter)
                .withConfigLoader(options)
                .build();
        try {
            return new JournalDump(session, keyspace, "default");
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Reads the journal of one chat into the history.
     *
     * @throws IOException if an event cannot be read
     */
    public void add(String chat, Recorder to) throws IOException {
        add(chat, rows(chat), to);
    }

    private List<Row> rows(String chat) {
        List<Row> rows = new ArrayList<>();
        int bucket = 0;
        int before = -1;
        while (rows.size() > before) {
            before = rows.size();
            session.execute(select.bind(tenant + "/" + chat, bucket))
                    .forEach(row -> rows.add(new Row(
                            row.getLong("seq"),
                            row.getLong("epoch"),
                            row.getLong("prev_epoch"),
                            row.getLong("n"),
                            String.valueOf(row.getString("manifest")),
                            text(row.getByteBuffer("body")))));
            bucket++;
        }
        rows.addAll(ahead.getOrDefault(tenant + "/" + chat, List.of()));
        return rows;
    }

    private static String text(@Nullable ByteBuffer body) {
        return body == null
                ? ""
                : StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }

    static void add(String chat, List<Row> rows, Recorder to) throws IOException {
        int number = to.names().number(chat);
        EventBodies bodies = new EventBodies(to.names());
        to.record(nanos -> new Observation.JournalChat(nanos, number));
        List<Row> committed = new JournalRows(rows).committed();
        Set<Row> entries = new HashSet<>(committed);
        List<Row> all = new ArrayList<>(committed);
        rows.stream().filter(row -> !entries.contains(row)).forEach(all::add);
        for (Row row : all) {
            Seen entry = bodies.read(row.seq(), row.n(), row.manifest(), row.body());
            long key = EventBodies.keyOf(row.body());
            to.record(
                    nanos -> new Observation.JournalRow(nanos, number, row.epoch(), entries.contains(row), key, entry));
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
