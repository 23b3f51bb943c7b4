package parley.persistence;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.internal.core.session.throttling.ConcurrencyLimitingRequestThrottler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Opens driver sessions the one way that Parley uses them: local data center only, LOCAL_QUORUM for reads and writes,
 * statements idempotent (all of ours are, but for conditional ones, which say so), a bounded number of requests.
 */
public final class CassandraSession {

    /** Connecting to a node, and the driver's own queries. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration RECONNECT_MIN = Duration.ofMillis(250);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(1);

    private CassandraSession() {}

    /**
     * A session for reading and writing. Waits for Cassandra as long as it is away: the stage then completes late, not in failure.
     *
     * @throws IllegalArgumentException if files of {@link PersistenceSettings.Tls} cannot be used
     */
    public static CompletionStage<CqlSession> open(PersistenceSettings settings) {
        var options = commonOptions(settings, settings.requestTimeout())
                .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, true)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
                .withClass(DefaultDriverOption.REQUEST_THROTTLER_CLASS, ConcurrencyLimitingRequestThrottler.class)
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, settings.requestsMax())
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, settings.requestsWaitingMax());
        return builder(settings, options.build()).buildAsync();
    }

    /**
     * A session for changing the schema: long time-outs, and no schema metadata, whose refreshes would slow each statement.
     * Fails when Cassandra is away.
     */
    public static CqlSession openForSchema(PersistenceSettings settings, Duration timeout) {
        var options = commonOptions(settings, timeout).withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false);
        return builder(settings, options.build()).build();
    }

    private static ProgrammaticDriverConfigLoaderBuilder commonOptions(PersistenceSettings settings, Duration timeout) {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, settings.localDatacenter())
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withBoolean(DefaultDriverOption.REQUEST_LOG_WARNINGS, false)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_TIMEOUT)
                // Nobody asks anything of a session that was told to close: no two seconds for late comers.
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_MIN)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MAX);
    }

    private static CqlSessionBuilder builder(PersistenceSettings settings, DriverConfigLoader options) {
        CqlSessionBuilder builder = CqlSession.builder().withConfigLoader(options);
        for (InetSocketAddress address : settings.contactPoints()) {
            builder.addContactPoint(new InetSocketAddress(address.getHostString(), address.getPort()));
        }
        if (!settings.user().isEmpty()) {
            builder.withAuthCredentials(settings.user(), settings.password());
        }
        if (settings.tls().enabled()) {
            builder.withSslEngineFactory(StoreTls.of(settings.tls(), System::nanoTime));
        }
        return builder;
    }
}
