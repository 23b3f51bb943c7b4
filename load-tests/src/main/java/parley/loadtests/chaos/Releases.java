package parley.loadtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** From what distribution each node starts next: a link for each, which the cluster's supervisor follows whenever it starts the node. */
final class Releases {

    /** Distributions, as {@code ./parley} builds them. */
    record Pair(Path present, Path previous) {
        Pair {
            present = real(present);
            previous = real(previous);
        }

        private static Path real(Path distribution) {
            try {
                return distribution.toRealPath();
            } catch (IOException e) {
                throw new IllegalArgumentException("--releases: there is no " + distribution, e);
            }
        }
    }

    private final Pair pair;
    private final List<Path> links;

    private Releases(Pair pair, List<Path> links) {
        this.pair = pair;
        this.links = links;
    }

    /** All nodes are of the present release. */
    static Releases prepared(Pair pair, Path data, int nodes) {
        Releases releases = new Releases(
                pair,
                IntStream.range(0, nodes)
                        .mapToObj(k -> data.toAbsolutePath().resolve("dist-node-" + k))
                        .toList());
        for (int k = 0; k < nodes; k++) {
            releases.turn(k, pair.present());
        }
        return releases;
    }

    /** What the supervisor has to know. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (int k = 0; k < links.size(); k++) {
            environment.put("PARLEY_NODE_DIST_" + k, links.get(k).toString());
        }
        return environment;
    }

    Path present() {
        return pair.present();
    }

    Path previous() {
        return pair.previous();
    }

    /** The process that the node is now stays what it is. */
    void turn(int node, Path distribution) {
        try {
            Files.deleteIfExists(links.get(node));
            Files.createSymbolicLink(links.get(node), distribution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
