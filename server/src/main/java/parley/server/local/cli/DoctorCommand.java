package parley.server.local.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import parley.server.local.ClusterPlan;
import parley.server.local.Doctor;
import parley.server.local.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: says what is wrong with a deployment and what to do. Exit status 1 when something is. */
@Command(name = "doctor", description = "say what is wrong, and what to do")
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--nodes", paramLabel = "N", description = "how many nodes are to be started (default: 1)")
    private int nodes = 1;

    @Option(names = "--http-port", paramLabel = "P", description = "as for up (default: 8080)")
    private int httpPort = 8080;

    @Option(names = "--ws-port", paramLabel = "P", description = "as for up (default: 8090)")
    private int wsPort = 8090;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() {
        var restart = new ClusterPlan.Restart(true, Duration.ZERO);
        List<Finding> findings =
                Doctor.look(new ClusterPlan(data.path(), nodes, httpPort, wsPort, List.of(), restart, false));
        System.out.println(json ? Doctor.json(findings) : Doctor.text(findings));
        return Doctor.isWell(findings) ? 0 : 1;
    }
}
