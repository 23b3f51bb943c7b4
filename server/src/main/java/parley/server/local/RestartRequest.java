package parley.server.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What is asked of a supervisor: to let the process of a node leave in order, and to start another in its place. A file in the data
 * directory, which the supervisor takes away when it sees it.
 *
 * @param pid the process that is to leave: a request that comes late means no other
 */
record RestartRequest(int node, long pid) {

    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, JSON.writeValueAsBytes(this));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What is asked for, once. What is no request is nothing. */
    static Optional<RestartRequest> take(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] asked = Files.readAllBytes(file);
        Files.delete(file);
        try {
            return Optional.of(JSON.readValue(asked, RestartRequest.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
