package parley.server.local;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.persistence.embedded.EmbeddedCassandraOptions.Surroundings;

/** Runs a database and its nodes as child processes until told to stop; see {@link Supervisor} for what happens meanwhile. */
public final class LocalCluster {

    private static final String ROLES = "engine,gateway";

    private final ClusterPlan plan;
    private final Distribution distribution;
    private final Consumer<String> say;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    /** {@code say} receives what a person at the terminal should see, line by line. */
    public LocalCluster(ClusterPlan plan, Distribution distribution, Consumer<String> say) {
        this.plan = plan;
        this.distribution = distribution;
        this.say = say;
    }

    /** Starts everything and returns when everything has stopped. Fails with a {@link ClusterFault}; nothing runs then either. */
    public void run() {
        try (var data = new DataDirectory(plan.data())) {
            data.open();
            Orphans.await(data, say);
            IsolatedNetwork.removeLeftovers(data);
            runOn(data);
        } catch (IOException e) {
            throw new ClusterFault("cannot write " + plan.data(), "mend this: " + e.getMessage(), e);
        } finally {
            finished.countDown();
        }
    }

    private void runOn(DataDirectory data) throws IOException {
        if (plan.isolate()) {
            try (var network = IsolatedNetwork.create(data, plan)) {
                Store store = embedded(
                        data,
                        network.database(),
                        IsolatedNetwork.CASSANDRA_NATIVE_PORT,
                        IsolatedNetwork.CASSANDRA_STORAGE_PORT);
                supervisor(data, store, network.nodes(plan)).run(stopRequested);
            }
        } else {
            try (var ports = new Ports(RandomGenerator.getDefault())) {
                List<NodeAddress> addresses = ports.addresses(plan);
                supervisor(data, store(data, ports), addresses).run(stopRequested);
            }
        }
    }

    private Supervisor supervisor(DataDirectory data, Store store, List<NodeAddress> addresses) {
        var archive = new ClassArchive(distribution, data.runFile("classes.list"));
        var launcher = new NodeLauncher(
                distribution, data, archive, ROLES, plan.cassandra().isEmpty() ? data.history() : "");
        var management = new Management();
        List<LocalNode> nodes = addresses.stream()
                .map(address -> new LocalNode(
                        address, launcher, management, plan.restart().after()))
                .toList();
        return new Supervisor(
                data,
                store,
                nodes,
                archive,
                new Supervisor.Manners(plan.restart().enabled(), say));
    }

    private Store store(DataDirectory data, Ports ports) {
        if (!plan.cassandra().isEmpty()) {
            return new ExternalStore(plan.cassandra());
        }
        return embedded(data, Place.LOOPBACK, ports.anyFree(), ports.anyFree());
    }

    private Store embedded(DataDirectory data, Place place, int nativePort, int storagePort) {
        var options = EmbeddedCassandraOptions.of(
                        distribution.cassandra(), data.cassandra(), distribution.archives(), nativePort, storagePort)
                .in(new Surroundings(place.host(), place.launcher(), ChildEnvironment.ofCassandra()));
        return new EmbeddedStore(place, options);
    }

    /** Asks for an orderly stop, from any thread, and waits until all children are gone. */
    public void stop() throws InterruptedException {
        stopRequested.countDown();
        finished.await();
    }
}
