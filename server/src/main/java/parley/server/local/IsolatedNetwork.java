package parley.server.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A network of its own for each child of a local cluster, so that what happens between real machines can be made to happen here:
 * one network namespace for the database and for each node, all joined by a bridge that this machine is on too.
 *
 * <pre>
 * 10.77.N.1       this machine, on the bridge
 * 10.77.N.2       the database
 * 10.77.N.10 + k  node k
 * </pre>
 *
 * N is one that nobody uses here. All names are made from the path of the data directory, so that what a killed supervisor left
 * can be found again, and nothing else is ever taken for ours.
 */
final class IsolatedNetwork implements AutoCloseable {

    static final int CASSANDRA_NATIVE_PORT = 9_042;
    static final int CASSANDRA_STORAGE_PORT = 7_000;

    private static final int ARTERY_PORT = 25_520;
    private static final int MANAGEMENT_PORT = 8_558;
    private static final int SUBNETS = 256;
    private static final int DATABASE_ADDRESS = 2;
    private static final int FIRST_NODE_ADDRESS = 10;

    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path DEVICES = Path.of("/sys/class/net");
    /** Held while a network is made: two clusters must not choose the same N. */
    private static final Path LOCK = Path.of("/run/parley-network.lock");

    private final String id;
    private final String prefix;

    private IsolatedNetwork(String id, String prefix) {
        this.id = id;
        this.prefix = prefix;
    }

    /** Makes namespaces for {@code plan}, or says what is missing. */
    static IsolatedNetwork create(DataDirectory data, ClusterPlan plan) {
        IpCommand.requireUsable();
        removeLeftovers(data);
        String id = idOf(data);
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            var network = new IsolatedNetwork(id, freeSubnet(id));
            network.make(plan.nodes());
            return network;
        } catch (ClusterFault e) {
            remove(id);
            throw e;
        } catch (IOException e) {
            throw new ClusterFault("cannot write " + LOCK, "mend this: " + e.getMessage(), e);
        }
    }

    /** Removes what a supervisor that was killed has left; without a trace of one this does nothing and needs nothing. */
    static void removeLeftovers(DataDirectory data) {
        remove(idOf(data));
    }

    /** Namespaces that are there; of a supervisor that was killed, if none runs. */
    static List<String> leftovers(DataDirectory data) {
        return names(NAMESPACES, namespacePrefix(idOf(data)));
    }

    private static void remove(String id) {
        for (String namespace : names(NAMESPACES, namespacePrefix(id))) {
            IpCommand.run("netns", "delete", namespace);
        }
        // Most are gone with their namespace a moment later.
        for (String device : names(DEVICES, devicePrefix(id))) {
            IpCommand.tryRun("link", "delete", device);
        }
        for (String bridge : names(DEVICES, bridge(id))) {
            IpCommand.run("link", "delete", bridge);
        }
    }

    Place database() {
        return new Place(prefix + DATABASE_ADDRESS, namespace("db"));
    }

    /** Each node has the same ports, since each has an address of its own. */
    List<NodeAddress> nodes(ClusterPlan plan) {
        return IntStream.range(0, plan.nodes())
                .mapToObj(
                        k -> new NodeAddress(k, node(k), plan.httpPort(), plan.wsPort(), ARTERY_PORT, MANAGEMENT_PORT))
                .toList();
    }

    /** Removes everything that was made. What runs in it must have ended. */
    @Override
    public void close() {
        remove(id);
    }

    private Place node(int k) {
        return new Place(prefix + (FIRST_NODE_ADDRESS + k), namespace("n" + k));
    }

    private String namespace(String name) {
        return namespacePrefix(id) + name;
    }

    private void make(int nodes) {
        IpCommand.run("link", "add", bridge(id), "type", "bridge");
        IpCommand.run("addr", "add", prefix + "1/24", "dev", bridge(id));
        IpCommand.run("link", "set", bridge(id), "up");
        join(database());
        for (int k = 0; k < nodes; k++) {
            join(node(k));
        }
    }

    private void join(Place place) {
        String namespace = place.namespace();
        String device =
                devicePrefix(id) + namespace.substring(namespacePrefix(id).length());
        IpCommand.run("netns", "add", namespace);
        IpCommand.run("link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        IpCommand.run("link", "set", device, "master", bridge(id), "up");
        IpCommand.run("-n", namespace, "addr", "add", place.host() + "/24", "dev", "eth0");
        IpCommand.run("-n", namespace, "link", "set", "lo", "up");
        IpCommand.run("-n", namespace, "link", "set", "eth0", "up");
    }

    /** The first three numbers of the addresses, each with its dot. */
    private static String freeSubnet(String id) {
        String used = IpCommand.run("-4", "-o", "addr", "show") + IpCommand.run("-4", "route", "show", "table", "all");
        int first = Integer.parseUnsignedInt(id, 16) & (SUBNETS - 1);
        return IntStream.range(0, SUBNETS)
                .mapToObj(i -> "10.77." + (first + i) % SUBNETS + ".")
                .filter(subnet -> !used.contains(subnet))
                .findFirst()
                .orElseThrow(() -> new ClusterFault(
                        "all networks from 10.77.0.0/24 to 10.77.255.0/24 are in use here", "stop another cluster"));
    }

    private static String idOf(DataDirectory data) {
        var crc = new CRC32();
        crc.update(data.path().toString().getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static String namespacePrefix(String id) {
        return "parley-" + id + "-";
    }

    /** Names of devices have 15 characters at most. */
    private static String devicePrefix(String id) {
        return "pv" + id;
    }

    private static String bridge(String id) {
        return "pb" + id;
    }

    private static List<String> names(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new ClusterFault("cannot read " + directory, "mend this: " + e.getMessage(), e);
        }
    }
}
