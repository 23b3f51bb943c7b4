package parley.server.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What is asked of the embedded Cassandra, whose standard input only its supervisor holds: a line, in a file in the data directory, which
 * the supervisor takes away when it sees it and passes on.
 */
record StoreRequest(String line) {

    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, line);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static Optional<StoreRequest> take(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var request = new StoreRequest(Files.readString(file).strip());
        Files.delete(file);
        return Optional.of(request);
    }
}
