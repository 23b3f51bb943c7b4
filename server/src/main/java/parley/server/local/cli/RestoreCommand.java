package parley.server.local.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import parley.server.local.ClusterRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code restore}: makes a data directory out of a backup. */
@Command(name = "restore", description = "make a data directory out of a backup")
final class RestoreCommand implements Callable<Integer> {

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "what ./parley backup has made")
    private Path from = Path.of("");

    /** Named always: what stands in the usual place is not to be overlooked. */
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "a directory that is not there yet")
    private Path data = Path.of("");

    @Override
    public Integer call() {
        ClusterRestore.restore(from.toAbsolutePath().normalize(), data, ParleyCommand::say);
        return 0;
    }
}
