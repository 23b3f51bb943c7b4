package parley.persistence;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import parley.engine.tls.TlsFiles;

/**
 * Where Cassandra is and how it is used; {@code reference.conf} explains each value.
 *
 * @param user and {@code password}: empty for a cluster without authentication
 */
public record PersistenceSettings(
        List<InetSocketAddress> contactPoints,
        String localDatacenter,
        String user,
        String password,
        Tls tls,
        String keyspace,
        String replication,
        Duration requestTimeout,
        int requestsMax,
        int requestsWaitingMax,
        WriteLimits journalWrites,
        WriteLimits inboxWrites,
        WriteAheadLimits writeAhead,
        int headReadsMax,
        int listRowsMax,
        int listReadsMax,
        int listReadsWaitingMax) {

    private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    /** Bounds of the rows that travel together, see {@code parley.persistence.writes}. */
    public record WriteLimits(
            int requestsMax,
            int requestRowsMax,
            int requestBytesMax,
            int waitingRowsMax,
            long waitingBytesMax,
            Duration waitingTimeMax) {
        public WriteLimits {
            if (requestsMax < 1 || requestRowsMax < 1 || requestBytesMax < 1) {
                throw new IllegalArgumentException("writes: requests-max " + requestsMax + ", request-rows-max "
                        + requestRowsMax + ", request-bytes-max " + requestBytesMax + " (expected: all >= 1)");
            }
            if (waitingRowsMax < requestRowsMax || waitingBytesMax < requestBytesMax) {
                throw new IllegalArgumentException("writes: waiting-rows-max " + waitingRowsMax + ", waiting-bytes-max "
                        + waitingBytesMax + " (expected: room for one request)");
            }
        }

        static WriteLimits from(Config config) {
            return new WriteLimits(
                    config.getInt("requests-max"),
                    config.getInt("request-rows-max"),
                    Math.toIntExact(config.getBytes("request-bytes-max")),
                    config.getInt("waiting-rows-max"),
                    config.getBytes("waiting-bytes-max"),
                    config.getDuration("waiting-time-max"));
        }
    }

    /**
     * What is written ahead of the logs, see {@code parley.persistence.write-ahead}.
     *
     * @param partitionsMin how many changes have to become one
     * @param settleAfter for how long they gather, those of a chat
     * @param groupRowsMax and {@code groupBytesMax}: what a chat's gather to at most
     * @param settlingMax requests at once that bring them to the logs
     */
    public record WriteAheadLimits(
            boolean enabled,
            int partitionsMin,
            Duration settleAfter,
            int groupRowsMax,
            int groupBytesMax,
            int settlingMax,
            int unsettledRowsMax,
            long unsettledBytesMax) {
        public WriteAheadLimits {
            if (partitionsMin < 1 || groupRowsMax < 1 || groupBytesMax < 1 || settlingMax < 1) {
                throw new IllegalArgumentException("write-ahead: partitions-min " + partitionsMin + ", group-rows "
                        + groupRowsMax + ", group-bytes " + groupBytesMax + ", requests " + settlingMax
                        + " (expected: all >= 1)");
            }
        }

        static WriteAheadLimits from(Config config) {
            return new WriteAheadLimits(
                    config.getBoolean("enabled"),
                    config.getInt("partitions-min"),
                    config.getDuration("settle-after"),
                    config.getInt("group-rows"),
                    Math.toIntExact(config.getBytes("group-bytes")),
                    config.getInt("requests"),
                    config.getInt("unsettled-rows-max"),
                    config.getBytes("unsettled-bytes-max"));
        }
    }

    /**
     * How Cassandra proves who it is, and perhaps this node to it.
     *
     * @param verifyHost whether a certificate must name the host that was asked
     */
    public record Tls(boolean enabled, TlsFiles.Paths files, boolean verifyHost) {

        /** Refuses files that nobody would read: what was to be encrypted would not be. */
        public Tls {
            if (!enabled && files.isNamed()) {
                throw new IllegalArgumentException(
                        "PARLEY_CASSANDRA_TLS: off, with " + files + " (expected: on, or no files)");
            }
        }

        private static Tls from(Config config) {
            return new Tls(
                    config.getBoolean("enabled"),
                    new TlsFiles.Paths(
                            config.getString("authorities"), config.getString("certificate"), config.getString("key")),
                    config.getBoolean("verify-host"));
        }
    }

    /** @throws IllegalArgumentException naming the value that cannot be */
    public PersistenceSettings {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("contact-points: none (expected: at least one host:port)");
        }
        if (!KEYSPACE.matcher(keyspace).matches()) {
            throw new IllegalArgumentException("keyspace: " + keyspace + " (expected: " + KEYSPACE + ")");
        }
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("request-timeout: " + requestTimeout + " (expected: > 0)");
        }
        if (headReadsMax < 1) {
            throw new IllegalArgumentException("head-reads-max: " + headReadsMax + " (expected: >= 1)");
        }
        if (listRowsMax < 1) {
            throw new IllegalArgumentException("list-rows-max: " + listRowsMax + " (expected: >= 1)");
        }
        if (listReadsMax < 1 || listReadsWaitingMax < 0) {
            throw new IllegalArgumentException("list-reads-max: " + listReadsMax + ", list-reads-waiting-max: "
                    + listReadsWaitingMax + " (expected: >= 1 and >= 0)");
        }
    }

    /** Reads {@code parley.persistence} of the root configuration. */
    public static PersistenceSettings from(Config root) {
        Config config = root.getConfig("parley.persistence");
        return new PersistenceSettings(
                config.getStringList("contact-points").stream()
                        .map(PersistenceSettings::address)
                        .toList(),
                config.getString("local-datacenter"),
                config.getString("username"),
                config.getString("password"),
                Tls.from(config.getConfig("tls")),
                config.getString("keyspace"),
                config.getString("replication"),
                config.getDuration("request-timeout"),
                config.getInt("requests-max"),
                config.getInt("requests-waiting-max"),
                WriteLimits.from(config.getConfig("journal-writes")),
                WriteLimits.from(config.getConfig("inbox-writes")),
                WriteAheadLimits.from(config.getConfig("write-ahead")),
                config.getInt("head-reads-max"),
                config.getInt("list-rows-max"),
                config.getInt("list-reads-max"),
                config.getInt("list-reads-waiting-max"));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("contact-points: " + text + " (expected: host:port)");
        }
        String host = text.substring(0, colon);
        return InetSocketAddress.createUnresolved(host, Integer.parseInt(text.substring(colon + 1)));
    }

    /** The name by which statements call a table: {@code keyspace.table}. */
    public String table(String name) {
        return keyspace + "." + name;
    }
}
