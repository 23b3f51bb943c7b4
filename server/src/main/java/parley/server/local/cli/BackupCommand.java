package parley.server.local.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import parley.server.local.ClusterBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup}: saves the database of a cluster that runs. */
@Command(name = "backup", description = "save the database while people talk")
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "a directory that is not there yet")
    private Path to = Path.of("");

    @Override
    public Integer call() {
        ClusterBackup.take(data.directory(), to, ParleyCommand::say);
        return 0;
    }
}
