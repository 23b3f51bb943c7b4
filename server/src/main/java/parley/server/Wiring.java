package parley.server;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterShardingHealthCheck;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.ClusterEngine;
import parley.engine.Engine;
import parley.engine.EngineSettings;
import parley.engine.chat.ChatServices.Stores;
import parley.engine.session.Slots;
import parley.gateway.Gateway;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.Auth;
import parley.gateway.auth.AuthSettings;
import parley.gateway.auth.AuthStores;
import parley.gateway.auth.AuthWorld;
import parley.gateway.http.HttpCollaborators;
import parley.gateway.http.HttpServer;
import parley.gateway.http.HttpSettings;
import parley.gateway.tls.ListenerTls;
import parley.gateway.ws.WebSocketServer;
import parley.persistence.CassandraStore;
import parley.persistence.account.CassandraAccounts;
import parley.persistence.account.CassandraDevices;
import parley.persistence.account.CassandraRevokedDevices;
import parley.persistence.account.CassandraSigningKeys;
import parley.persistence.inbox.CassandraInbox;
import parley.persistence.inbox.CassandraReceipts;
import parley.persistence.journal.CassandraChatHistory;
import parley.persistence.lease.CassandraNodeLeases;
import parley.persistence.lease.CassandraShardTokens;
import scala.jdk.javaapi.FutureConverters;

/** Puts the modules together, one method for each: the table of contents of a node. Nothing here waits. */
final class Wiring {

    /** How much of the phase in which connections are asked to leave is used for it. */
    private static final Duration DRAIN_MARGIN = Duration.ofSeconds(1);

    private static final String DRAIN_PHASE_TIMEOUT = "akka.coordinated-shutdown.phases.service-requests-done.timeout";

    private static final int AUTH_THREADS = 2;
    private static final String SOCKET_PATH = "/v1/socket";

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    private final ActorSystem<?> system;
    private final ServerSettings settings;
    private final Config config;
    private final Readiness readiness;
    private final GatewaySettings gatewaySettings;
    private final ListenerTls tls;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final Clock clock = Clock.systemUTC();

    private Wiring(ActorSystem<?> system, ServerSettings settings) {
        this.system = system;
        this.settings = settings;
        this.config = system.settings().config();
        this.readiness = Readiness.get(system);
        this.meters = Metrics.get(system).registry();
        Address address = Cluster.get(system).selfMember().address();
        this.tracing = Tracing.start(
                System.getenv(),
                config.getInt(SpanQueue.LIMIT),
                new Tracing.Node(
                        address.getHost().orElse("") + ":" + address.getPort().orElse(0),
                        BuildInfo.load().version()),
                meters,
                clock);
        this.gatewaySettings = GatewaySettings.from(config);
        this.tls = ListenerTls.of(gatewaySettings.tls(), meters, System::nanoTime);
    }

    /** Starts the parts that the roles of this node ask for. Returns when all are on their way, not when the node is ready. */
    static void start(ActorSystem<?> system, ServerSettings settings) {
        var wiring = new Wiring(system, settings);
        wiring.leaving();
        wiring.traces();
        wiring.cluster();
        wiring.management();
        CompletionStage<CassandraStore> store = wiring.store();
        CompletionStage<Done> parts = store.thenCompose(open -> {
            ClusterEngine engine = wiring.engine(open);
            wiring.sharding();
            CompletionStage<Done> rehearsed = engine.rehearse();
            if (settings.isGateway()) {
                return wiring.gateway(open, engine, rehearsed);
            }
            return rehearsed.thenRun(wiring::join).thenApply(joining -> Done.getInstance());
        });
        wiring.readiness.requireStarted("parts", wiring.demanded("parts", parts));
        wiring.readiness.wiringDone();
    }

    /** Whoever sends clients here has to stop first, or they come back to where they were asked to leave. */
    private void leaving() {
        atShutdown(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "not-ready", () -> {
            readiness.leaving();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** What is told of messages until the end is sent as the last thing. */
    private void traces() {
        atShutdown(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "send-traces", tracing::stop);
    }

    private void cluster() {
        Cluster cluster = Cluster.get(system);
        readiness.require(
                "cluster",
                () -> CompletableFuture.completedFuture(
                        cluster.selfMember().status().equals(MemberStatus.up())));
    }

    private void management() {
        system.systemActorOf(LostMessages.create(meters), "parley-lost-messages", Props.empty());
        NodeMeters.show(system, readiness, meters);
        demanded("management", AkkaManagement.get(system).start());
    }

    private CompletionStage<CassandraStore> store() {
        CompletionStage<CassandraStore> store = StoreStart.open(system, settings.updateSchema())
                .thenApply(open -> {
                    open.bindTo(meters);
                    return open;
                });
        readiness.require(
                "store",
                () -> store.toCompletableFuture().isDone()
                        ? store.thenCompose(open -> open.cql().session())
                                .thenCompose(session -> session.executeAsync("SELECT key FROM system.local"))
                                .thenApply(rows -> rows.one() != null)
                        : CompletableFuture.completedFuture(false));
        return demanded("store", store);
    }

    /** Chats and sessions; on a node without the engine's role only the way to them. */
    private ClusterEngine engine(CassandraStore store) {
        var stores =
                new Stores(new CassandraInbox(store), new CassandraChatHistory(system), new CassandraReceipts(store));
        ClusterEngine engine = ClusterEngine.start(
                system,
                EngineSettings.from(config.getConfig("parley.engine")),
                new ClusterEngine.Ports(
                        stores,
                        new ClusterEngine.LeaseRows(
                                new CassandraNodeLeases(store), new CassandraShardTokens(store), store.writeAhead()),
                        Gateway.pushEncoder(gatewaySettings, clock),
                        clock,
                        System::nanoTime,
                        meters,
                        tracing.messages()));
        store.guardSnapshots(engine::mayAnswerFor);
        return engine;
    }

    private void sharding() {
        var check = new ClusterShardingHealthCheck(system.classicSystem());
        readiness.require(
                "sharding", () -> FutureConverters.asJava(check.apply()).thenApply(Boolean.class::cast));
    }

    /**
     * Last: a member whose database has not answered yet, or that does not know what is sharded, or has its processors busy with
     * starting other parts, would be given shards, and asked for what the others want to agree on, for seconds in which it can do nothing.
     */
    private void join() {
        if (settings.bootstrap()) {
            ClusterBootstrap.get(system).start();
        } else if (!settings.seedNodes().isEmpty()) {
            Cluster.get(system).manager().tell(new JoinSeedNodes(settings.seedNodes()));
        }
    }

    /** Who is who; then, with all that takes time made, a member; then the sockets, and HTTP, which tells clients where these are. */
    private CompletionStage<Done> gateway(CassandraStore store, Engine engine, CompletionStage<Done> rehearsed) {
        return auth(store, engine).thenCombine(rehearsed, (auth, done) -> auth).thenCompose(auth -> {
            Gateway sockets = sockets(engine, auth);
            join();
            return sockets.start()
                    .thenCompose(address -> http(store, engine, auth, address.getPort()))
                    .thenApply(listening -> Done.getInstance());
        });
    }

    private CompletionStage<Auth> auth(CassandraStore store, Engine engine) {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(AUTH_THREADS, task -> {
            Thread thread = new Thread(task, "parley-auth");
            thread.setDaemon(true);
            return thread;
        });
        var stores = new AuthStores(
                new CassandraAccounts(store.cql()),
                new CassandraDevices(store.cql()),
                new CassandraRevokedDevices(store.cql()),
                new CassandraSigningKeys(store.cql()));
        var world = new AuthWorld(clock, new SecureRandom(), executor, meters);
        return Auth.start(AuthSettings.from(config), stores, world, engine).thenApply(auth -> {
            atShutdown(CoordinatedShutdown.PhaseServiceStop(), "stop-auth", () -> {
                auth.close();
                executor.shutdown();
                return CompletableFuture.completedFuture(null);
            });
            return auth;
        });
    }

    private Gateway sockets(Engine engine, Auth auth) {
        var ports = new WebSocketServer.Ports(
                engine,
                auth.verifier(),
                auth.users(),
                auth.origins(),
                auth.revocations(),
                Slots::of,
                tls,
                meters,
                tracing.messages());
        Gateway gateway = Gateway.create(system, gatewaySettings, ports, clock);
        Changes.get(system).offer(gateway.live());
        Duration within = config.getDuration(DRAIN_PHASE_TIMEOUT).minus(DRAIN_MARGIN);
        atShutdown(CoordinatedShutdown.PhaseServiceRequestsDone(), "drain-sockets", () -> gateway.drain(within));
        atShutdown(CoordinatedShutdown.PhaseServiceStop(), "stop-sockets", gateway::stop);
        return gateway;
    }

    private CompletionStage<HttpServer> http(CassandraStore store, Engine engine, Auth auth, int socketPort) {
        var collaborators = new HttpCollaborators(
                system,
                engine,
                new CassandraInbox(store)::listOf,
                auth,
                gatewaySettings,
                new HttpCollaborators.SocketPlace(() -> socketPort, SOCKET_PATH),
                readiness::wasReady,
                tls,
                meters);
        return HttpServer.start(HttpSettings.from(config), collaborators).thenApply(server -> {
            atShutdown(CoordinatedShutdown.PhaseServiceUnbind(), "stop-http", server::stop);
            return server;
        });
    }

    private void atShutdown(String phase, String task, Supplier<CompletionStage<?>> action) {
        CoordinatedShutdown.get(system).addTask(phase, task, () -> action.get().thenApply(done -> Done.getInstance()));
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
