package parley.server.local.cli;

import java.util.concurrent.Callable;
import parley.server.local.LiveChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code set}: changes a limit or the level of a logger on all nodes that run. Without more it shows the limits. */
@Command(name = "set", description = "change limits and log levels without a restart")
final class SetCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "limit|logger",
            description = "what to change; nothing: show the limits")
    private What what = What.show;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "of the limit, or of the logger")
    private String name = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "a number or a level; configured: what is configured")
    private String value = "";

    enum What {
        show,
        limit,
        logger
    }

    @Override
    public Integer call() {
        LiveChange change = LiveChange.on(data.directory(), ParleyCommand::say);
        if (what == What.show) {
            change.show();
        } else if (name.isEmpty() || value.isEmpty()) {
            throw new parley.server.local.ClusterFault(
                    "NAME and VALUE are missing", "./parley set limit NAME 50, ./parley set logger parley DEBUG");
        } else if (what == What.limit) {
            change.limit(name, value);
        } else {
            change.level(name, value);
        }
        return 0;
    }
}
