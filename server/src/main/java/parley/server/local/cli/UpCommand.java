package parley.server.local.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import parley.server.local.ClusterPlan;
import parley.server.local.Distribution;
import parley.server.local.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: starts a local cluster and stays in the foreground until it is told to stop. */
@Command(name = "up", description = "start a local cluster and stay in the foreground")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--nodes", paramLabel = "N", description = "how many nodes, 1 to 9 (default: 1)")
    private int nodes = 1;

    @Option(names = "--http-port", paramLabel = "P", description = "HTTP: node k listens on P + k (default: 8080)")
    private int httpPort = 8080;

    @Option(names = "--ws-port", paramLabel = "P", description = "WebSocket: node k listens on P + k (default: 8090)")
    private int wsPort = 8090;

    @Option(
            names = "--cassandra",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "use this Cassandra, several contact points with commas (default: an embedded one)")
    private List<String> cassandra = new ArrayList<>();

    @Option(names = "--no-restart", description = "leave a node down that died")
    private boolean noRestart;

    @Option(
            names = "--restart-after",
            paramLabel = "SECONDS",
            description = "how long a node that died stays down, at least (default: 0)")
    private long restartAfter;

    @Option(
            names = "--isolate",
            description = "give the database and each node a network namespace and an address of its own (Linux, root)")
    private boolean isolate;

    @Override
    public Integer call() {
        var restart = new ClusterPlan.Restart(!noRestart, Duration.ofSeconds(restartAfter));
        var plan = new ClusterPlan(data.path(), nodes, httpPort, wsPort, cassandra, restart, isolate);
        var cluster = new LocalCluster(plan, Distribution.current(), ParleyCommand::say);
        // SIGINT, SIGTERM and SIGHUP start the shutdown of the JVM, which waits here until all children are gone.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "stop"));
        cluster.run();
        return 0;
    }

    private static void stop(LocalCluster cluster) {
        try {
            cluster.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
