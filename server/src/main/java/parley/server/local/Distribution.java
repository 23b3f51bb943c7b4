package parley.server.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built product: {@code lib} is the class path of a node, {@code cassandra} that of the embedded database, {@code cds} holds
 * archives made of the former.
 */
public record Distribution(Path root) {

    /** Names the directory; set by ./parley. */
    public static final String PROPERTY = "parley.dist";

    /** The one that this process was started from. */
    public static Distribution current() {
        String root = System.getProperty(PROPERTY);
        if (root == null) {
            throw new ClusterFault(PROPERTY + " is not set", "start this with ./parley");
        }
        return new Distribution(Path.of(root).toAbsolutePath());
    }

    /**
     * The one that a node starts from: what {@code PARLEY_NODE_DIST_K} names for node K, or else this one. Where that is a link, what it
     * leads to now: a node that runs keeps its jars when the link is turned.
     */
    Distribution ofNode(int index, Map<String, String> environment) {
        String variable = "PARLEY_NODE_DIST_" + index;
        String chosen = environment.getOrDefault(variable, "").strip();
        if (chosen.isEmpty()) {
            return this;
        }
        Path real;
        try {
            real = Path.of(chosen).toRealPath();
        } catch (IOException e) {
            throw noDistribution(variable, chosen, e);
        }
        if (!Files.isDirectory(real.resolve("lib"))) {
            throw noDistribution(
                    variable,
                    chosen,
                    new NotDirectoryException(real.resolve("lib").toString()));
        }
        return new Distribution(real);
    }

    private static ClusterFault noDistribution(String variable, String chosen, IOException why) {
        return new ClusterFault(
                variable + ": there is no distribution at " + chosen, "name a directory like server/target/dist", why);
    }

    Path cassandra() {
        return root.resolve("cassandra");
    }

    Path archives() {
        return root.resolve("cds");
    }

    Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** In one order for ever: an archive of classes is bound to it. */
    List<Path> nodeJars() {
        try (Stream<Path> files = Files.list(root.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ClusterFault("cannot read " + root, "build again: delete it and run ./parley up", e);
        }
    }

    String nodeClassPath() {
        return nodeJars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
