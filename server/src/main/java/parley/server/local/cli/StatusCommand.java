package parley.server.local.cli;

import java.util.concurrent.Callable;
import parley.server.local.ClusterStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: shows the cluster that runs on a data directory. Exit status 3 when none does, as services have it. */
@Command(name = "status", description = "show what runs")
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_RUNNING = 3;

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() {
        ClusterStatus status = ClusterStatus.of(data.directory());
        System.out.println(json ? status.toJson() : status.toText());
        return status.isRunning() ? 0 : NOT_RUNNING;
    }
}
