package parley.loadtests.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Packets that get lost on the way from some network namespaces to others, silently, as in a network that is cut: in the sender's
 * namespace the receiver's address is given to a network card that does not exist.
 *
 * <p>An observer sees nothing at first: connections stay, and what is sent into them is repeated by TCP until the cut ends or somebody
 * gives up; new connections hang. Between nodes, the failure detector (5 s and more) and then the split-brain resolver (7 s) decide: the
 * side without a majority ends its processes, which are started again and cannot join before the cut ends. Clients on this machine
 * reach all nodes meanwhile. A cut {@link #oneWay} leaves the other direction whole, but as no answer arrives, TCP stalls there, too;
 * what was sent before the cut arrives, and is carried out: {@code oneWay(cassandra, node)} makes writes that are there and whose
 * answer is lost.
 */
public final class Partition implements Fault {

    /** The only network card in each namespace. */
    private static final String CARD = "eth0";
    /** Locally administered, and nobody's. */
    private static final String NOBODY = "02:00:00:00:00:01";

    private record Cut(ClusterChild from, ClusterChild to) {}

    private final List<Cut> cuts;
    private final String name;
    private boolean inForce;

    private Partition(List<Cut> cuts, String name) {
        this.cuts = List.copyOf(cuts);
        this.name = name;
    }

    /** Nothing passes between the two sides, in either direction. */
    public static Partition between(Collection<ClusterChild> one, Collection<ClusterChild> other) {
        var cuts = cuts(one, other);
        cuts.addAll(cuts(other, one));
        return new Partition(cuts, "partition " + names(one) + " | " + names(other));
    }

    /** What {@code from} sends to {@code to} is lost. */
    public static Partition oneWay(Collection<ClusterChild> from, Collection<ClusterChild> to) {
        return new Partition(cuts(from, to), "partition " + names(from) + " -> " + names(to));
    }

    private static List<Cut> cuts(Collection<ClusterChild> from, Collection<ClusterChild> to) {
        var cuts = new ArrayList<Cut>();
        for (ClusterChild sender : from) {
            if (sender.namespace().isEmpty()) {
                throw new IllegalArgumentException(sender.name() + " has no network of its own");
            }
            to.forEach(receiver -> cuts.add(new Cut(sender, receiver)));
        }
        return cuts;
    }

    private static String names(Collection<ClusterChild> children) {
        return String.join(", ", children.stream().map(ClusterChild::name).toList());
    }

    @Override
    public synchronized void begin() {
        inForce = true;
        for (Cut cut : cuts) {
            ip(cut, "replace", "lladdr", NOBODY, "nud", "permanent");
        }
    }

    @Override
    public synchronized void end() {
        if (!inForce) {
            return;
        }
        inForce = false;
        for (Cut cut : cuts) {
            HostCommand.tryRun(
                    "ip", "-n", cut.from().namespace(), "neigh", "del", cut.to().host(), "dev", CARD);
        }
    }

    private static void ip(Cut cut, String verb, String... options) {
        var words = new ArrayList<>(List.of(
                "ip", "-n", cut.from().namespace(), "neigh", verb, cut.to().host(), "dev", CARD));
        words.addAll(List.of(options));
        HostCommand.run(words.toArray(String[]::new));
    }

    @Override
    public String name() {
        return name;
    }
}
