package parley.server;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.management.javadsl.AkkaManagement;
import com.datastax.oss.driver.api.core.CqlSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.persistence.PersistenceSettings;

/** Puts the modules together, one method for each: the table of contents of a node. Nothing here waits. */
final class Wiring {

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    private final ActorSystem<?> system;
    private final ServerSettings settings;
    private final Readiness readiness;

    private Wiring(ActorSystem<?> system, ServerSettings settings) {
        this.system = system;
        this.settings = settings;
        this.readiness = Readiness.get(system);
    }

    /** Starts the parts that the roles of this node ask for. Returns when all are on their way, not when the node is ready. */
    static void start(ActorSystem<?> system, ServerSettings settings) {
        var wiring = new Wiring(system, settings);
        wiring.cluster();
        wiring.store();
        wiring.management();
        wiring.readiness.wiringDone();
    }

    private void cluster() {
        Cluster cluster = Cluster.get(system);
        readiness.require(
                "cluster",
                () -> CompletableFuture.completedFuture(
                        cluster.selfMember().status().equals(MemberStatus.up())));
    }

    private CompletionStage<CqlSession> store() {
        CompletionStage<CqlSession> session = StoreStart.open(system, settings.updateSchema());
        String probe = "SELECT version FROM "
                + PersistenceSettings.from(system.settings().config()).table("schema_version")
                + " WHERE component = 'parley' LIMIT 1";
        readiness.require(
                "store",
                () -> session.toCompletableFuture().isDone()
                        ? session.thenCompose(open -> open.executeAsync(probe)).thenApply(rows -> rows.one() != null)
                        : CompletableFuture.completedFuture(false));
        return demanded("store", session);
    }

    private void management() {
        demanded("management", AkkaManagement.get(system).start());
    }

    /** A node that lacks a part is of no use: it leaves, and whoever runs it starts another. */
    private <T> CompletionStage<T> demanded(String part, CompletionStage<T> start) {
        return start.whenComplete((started, failure) -> {
            if (failure != null) {
                log.error("node stopping part={} roles={}", part, settings.roles(), failure);
                Main.sayWhy(failure);
                CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
            }
        });
    }
}
