package parley.server;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.management.javadsl.AkkaManagement;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** Starts the parts that the roles of this node ask for. Returns when all are started, not when the node is ready. */
    static void start(ActorSystem<?> system, ServerSettings settings) {
        var wiring = new Wiring(system, settings);
        wiring.cluster();
        wiring.management();
        wiring.readiness.wiringDone();
    }

    private void cluster() {
        Cluster cluster = Cluster.get(system);
        readiness.require(
                "cluster",
                () -> CompletableFuture.completedFuture(cluster.selfMember().status() == MemberStatus.up()));
    }

    private void management() {
        AkkaManagement.get(system).start().whenComplete((address, failure) -> {
            if (failure != null) {
                stop("management", failure);
            }
        });
    }

    /** A node that lacks a part is of no use: it leaves, and whoever runs it starts another. */
    private void stop(String part, Throwable failure) {
        log.error("node stopping part={} roles={}", part, settings.roles(), failure);
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
    }
}
