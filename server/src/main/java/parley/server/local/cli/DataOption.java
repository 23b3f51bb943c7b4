package parley.server.local.cli;

import java.nio.file.Path;
import parley.server.local.DataDirectory;
import picocli.CommandLine.Option;

/** {@code --data}, which every verb has that is about a local cluster. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where everything is kept that must last (default: .parley/data beside ./parley)")
    private Path path = Path.of(System.getProperty("parley.data", ".parley/data"));

    Path path() {
        return path;
    }

    DataDirectory directory() {
        return new DataDirectory(path);
    }
}
