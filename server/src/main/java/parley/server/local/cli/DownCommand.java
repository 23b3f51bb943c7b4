package parley.server.local.cli;

import java.util.concurrent.Callable;
import parley.server.local.ClusterStop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code down}: stops the cluster that runs on a data directory, and returns when it is gone. */
@Command(name = "down", description = "stop what runs, in order")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    /** Nothing to stop is what was wanted, too. */
    @Override
    public Integer call() {
        if (!ClusterStop.stop(data.directory(), ParleyCommand::say)) {
            ParleyCommand.say("nothing runs on " + data.directory().path());
        }
        return 0;
    }
}
