package parley.server;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.persistence.CassandraStore;
import parley.persistence.PersistenceSettings;
import parley.persistence.StoreHandshake;
import parley.persistence.StoreNotTrusted;
import parley.persistence.schema.Schema;

/**
 * Connects a node to Cassandra, which may not be there yet: nodes and database start together. Until a contact point accepts
 * connections nothing is tried, because a driver that cannot connect costs the starting database its processor time.
 */
final class StoreStart {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Nodes that start together change the tables in turns, and one may look while another's change is on its way. */
    private static final int SCHEMA_TRIES_MAX = 100;

    private static final Logger log = LoggerFactory.getLogger(StoreStart.class);

    private final PersistenceSettings settings;
    private final boolean updateSchema;
    private int schemaTries;

    private StoreStart(PersistenceSettings settings, boolean updateSchema) {
        this.settings = settings;
        this.updateSchema = updateSchema;
    }

    /**
     * Completes when Cassandra answers, however late, with the node's store. Fails when it answers but cannot be used, for
     * instance because a newer version has changed the tables, or one of both does not trust the other.
     */
    static CompletionStage<CassandraStore> open(ActorSystem<?> system, boolean updateSchema) {
        var start = new StoreStart(PersistenceSettings.from(system.settings().config()), updateSchema);
        return CompletableFuture.runAsync(start::prepare, system.dispatchers().lookup(DispatcherSelector.blocking()))
                .thenCompose(prepared -> {
                    CassandraStore store = CassandraStore.get(system);
                    return store.cql().session().thenApply(session -> store);
                });
    }

    /**
     * Blocks until Cassandra answers, however late, and the tables are those of this version.
     *
     * @throws StoreNotTrusted if TLS is wrong on one of both sides
     */
    static void updateSchema(PersistenceSettings settings) throws InterruptedException {
        new StoreStart(settings, true).await();
    }

    private void prepare() {
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() throws InterruptedException {
        var handshake = new StoreHandshake(settings, CONNECT_TIMEOUT);
        while (!isAnswered(handshake)) {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
        while (updateSchema && !isSchemaUpdated()) {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
    }

    private boolean isSchemaUpdated() throws InterruptedException {
        try {
            Schema.update(settings);
            return true;
        } catch (AllNodesFailedException | DriverTimeoutException e) {
            log.debug("cassandra not ready yet", e);
            return false;
        } catch (CoordinatorException e) {
            schemaTries++;
            if (schemaTries >= SCHEMA_TRIES_MAX) {
                throw e;
            }
            log.info("schema not settled yet tries={} reason={}", schemaTries, e.getMessage());
            return false;
        }
    }

    /** One that answers is enough: the driver finds the others by it. */
    private boolean isAnswered(StoreHandshake handshake) {
        StoreNotTrusted refusal = null;
        for (InetSocketAddress contactPoint : settings.contactPoints()) {
            try {
                if (handshake.isAnswered(contactPoint)) {
                    return true;
                }
            } catch (StoreNotTrusted e) {
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return false;
    }
}
