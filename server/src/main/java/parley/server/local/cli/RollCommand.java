package parley.server.local.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import parley.server.local.ClusterRoll;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code roll}: restarts the nodes that run on a data directory, one after the other. Exit status 1 when one does not come back. */
@Command(name = "roll", description = "restart the nodes one after the other")
final class RollCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(
            names = "--nodes",
            paramLabel = "K",
            arity = "1..*",
            split = ",",
            description = "only these, in this order (default: all, the oldest last)")
    private List<Integer> nodes = new ArrayList<>();

    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public Integer call() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::sayWhatGoesOn, "roll-end"));
        try {
            ClusterRoll.roll(data.directory(), nodes, ParleyCommand::say);
            return 0;
        } finally {
            ended.set(true);
        }
    }

    private void sayWhatGoesOn() {
        if (!ended.get()) {
            ParleyCommand.say("interrupted: a node that was asked to restart comes back by itself, the others stay");
        }
    }
}
