package parley.server.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
