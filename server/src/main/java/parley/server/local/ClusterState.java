package parley.server.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What a supervisor runs, as it last wrote it down.
 *
 * @param pid of the supervisor
 */
public record ClusterState(long pid, Cassandra cassandra, List<Node> nodes) {

    /**
     * The database.
     *
     * @param pid of the embedded one; 0 if another one is used, or it does not run
     * @param namespace the network namespace that it has to itself, or empty
     */
    public record Cassandra(long pid, NodeState state, List<String> contactPoints, String namespace) {}

    /**
     * A node.
     *
     * @param pid 0 while it does not run
     * @param distribution from whose jars it runs, or ran last
     */
    public record Node(long pid, NodeAddress address, NodeState state, String distribution) {}

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Replaces the file at once: a reader sees the old state or the new one. */
    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, JSON.writeValueAsBytes(this));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static Optional<ClusterState> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), ClusterState.class));
        } catch (IOException e) {
            throw new ClusterFault("cannot read " + file, "delete it if nothing runs there", e);
        }
    }
}
