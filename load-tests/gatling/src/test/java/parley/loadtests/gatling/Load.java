package parley.loadtests.gatling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import parley.loadtests.storm.OwnCluster;
import parley.loadtests.storm.StormException;
import parley.loadtests.storm.Target;

/**
 * Runs one simulation: finds or starts the nodes, starts Gatling in a JVM of its own, and says what came of it. Exits with 0 if everything that
 * the simulation asserts holds, 1 if not, 2 if it was called in a wrong way.
 */
public final class Load {

    private static final String HEAP = "parley.load.heap";
    private static final int USAGE = 2;

    private final LoadOptions options;

    private Load(LoadOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws InterruptedException {
        LoadOptions options;
        try {
            options = LoadOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(LoadOptions.USAGE);
            System.exit(USAGE);
            return;
        }
        System.exit(new Load(options).exitCode());
    }

    private int exitCode() throws InterruptedException {
        try {
            Optional<Target> running = new RunningNodes(options).find();
            return running.isPresent() ? run(running.get()) : runOnOwn();
        } catch (StormException | IllegalArgumentException | IOException e) {
            System.err.println("the load failed: " + e.getMessage());
            return 1;
        }
    }

    private int runOnOwn() throws IOException, InterruptedException {
        System.out.println("Starting a cluster of " + options.nodes()
                + " nodes for this, with a directory of its own. It is stopped at the end.");
        try (OwnCluster cluster = OwnCluster.start(options.parley(), options.nodes())) {
            int code = run(cluster.target());
            if (code == 0) {
                cluster.forget();
            } else {
                System.out.println("Data and logs of the nodes: " + cluster.data());
            }
            return code;
        }
    }

    private int run(Target target) throws IOException, InterruptedException {
        Path out = Files.createDirectories(options.results()).toAbsolutePath();
        System.out.println("Simulation " + options.simulation() + " against " + String.join(", ", target.http())
                + "; Gatling shows every 5 s how it goes.");
        ProcessBuilder builder = new ProcessBuilder(command(target, out)).inheritIO();
        builder.environment().put(Settings.SERVICE_KEY, target.serviceKey());
        Process gatling = builder.start();
        Thread hook = new Thread(gatling::destroy, "gatling-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = gatling.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        summary(out, code);
        return code == 0 ? 0 : 1;
    }

    private List<String> command(Target target, Path out) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + System.getProperty(HEAP, "1g"),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                // Where Gatling remembers which version of itself is the newest.
                "-Djava.util.prefs.userRoot=" + out.resolve("preferences"),
                "-cp",
                System.getProperty("java.class.path")));
        options.properties().forEach((name, value) -> command.add("-D" + Settings.PREFIX + name + "=" + value));
        command.add("-D" + Settings.PREFIX + "target=" + String.join(",", target.http()));
        command.add("-D" + Settings.PREFIX + "out=" + out);
        List<String> pids = target.nodes().stream()
                .map(Target.Node::pid)
                .filter(pid -> pid != 0)
                .map(String::valueOf)
                .toList();
        if (pids.size() == target.nodes().size()) {
            command.add("-D" + Settings.PREFIX + "node-pids=" + String.join(",", pids));
        }
        command.addAll(List.of(
                "io.gatling.app.Gatling",
                "--simulation",
                options.simulationClass(),
                "--results-folder",
                out.toString(),
                "--run-description",
                description(target)));
        return command;
    }

    private String description(Target target) {
        StringBuilder text = new StringBuilder(options.simulation() + " against " + String.join(", ", target.http()));
        options.properties()
                .forEach((name, value) ->
                        text.append(", ").append(name).append(' ').append(value));
        return text.toString();
    }

    private void summary(Path out, int code) throws IOException {
        System.out.println();
        Path lines = out.resolve(Run.SUMMARY);
        if (Files.exists(lines)) {
            System.out.println(Files.readString(lines));
        }
        System.out.println(code == 0 ? "PASSED: every assertion holds." : "FAILED: see above what does not hold.");
        Path verdict = out.resolve(Run.VERDICT);
        if (Files.exists(verdict)) {
            System.out.println("The checker: " + Files.readAllLines(verdict).get(0));
            System.out.println("All of it:   " + verdict);
        }
        try (Stream<Path> folders = Files.list(out)) {
            folders.map(folder -> folder.resolve("index.html"))
                    .filter(Files::exists)
                    .max(Comparator.comparing(report -> report.toFile().lastModified()))
                    .ifPresent(report -> System.out.println("The report:  " + report.toUri()));
        }
    }
}
