package parley.server.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the process of a node: which JVM, of what distribution, with what options, environment and files. */
final class NodeLauncher {

    /** Read by whoever wants to try other JVM options; added after ours, so that they win. Separated by spaces. */
    private static final String OPTIONS_VARIABLE = "PARLEY_NODE_JAVA_OPTS";

    // Small heaps on a shared machine, more than half of each for what is young: with a third of that a node in a storm
    // collected each second (docs/adr/0009). The full compiler stays on: a node that only starts fast is of no use.
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms384m",
            "-Xmx512m",
            "-Xmn224m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Djava.net.preferIPv4Stack=true",
            "-Dconfig.resource=local.conf",
            "-Dlogback.configurationFile=logback-local.xml",
            "-Dparley.parent-pipe=true");

    private final Distribution distribution;
    private final DataDirectory data;
    private final ClassArchive archive;
    private final String roles;
    private final String history;

    /** {@code history}: of the database, where that is known here; empty: whatever our own environment says. */
    NodeLauncher(Distribution distribution, DataDirectory data, ClassArchive archive, String roles, String history) {
        this.distribution = distribution;
        this.data = data;
        this.archive = archive;
        this.roles = roles;
        this.history = history;
    }

    /** Of what distribution a node is to be, if it starts now. */
    Distribution distributionFor(NodeAddress node) {
        return distribution.ofNode(node.index(), System.getenv());
    }

    /** Starts a node that joins whichever of {@code seeds} it reaches; one that stands first may start the cluster. */
    Process start(NodeAddress node, Distribution chosen, List<NodeAddress> seeds, List<String> cassandra)
            throws IOException {
        Path arguments = argumentFile(node);
        Files.writeString(
                arguments,
                arguments(node, chosen).stream().map(NodeLauncher::quoted).collect(Collectors.joining("\n", "", "\n")));
        // A session of its own: Ctrl-C at the terminal reaches the supervisor only, which then stops the nodes in
        // order.
        var command = new ArrayList<>(node.place().launcher());
        command.addAll(List.of("setsid", distribution.java().toString(), "@" + arguments));
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.put("PARLEY_ROLES", roles);
        environment.put("PARLEY_HTTP_HOST", node.place().host());
        environment.put("PARLEY_HTTP_PORT", Integer.toString(node.http()));
        environment.put("PARLEY_WS_HOST", node.place().host());
        environment.put("PARLEY_WS_PORT", Integer.toString(node.ws()));
        environment.put("PARLEY_ARTERY_HOST", node.place().host());
        environment.put("PARLEY_ARTERY_PORT", Integer.toString(node.artery()));
        environment.put("PARLEY_MANAGEMENT_HOST", node.place().host());
        environment.put("PARLEY_MANAGEMENT_PORT", Integer.toString(node.management()));
        environment.put("PARLEY_CASSANDRA", String.join(",", cassandra));
        environment.put(
                "PARLEY_SEED_NODES", seeds.stream().map(NodeAddress::arteryUrl).collect(Collectors.joining(",")));
        if (!history.isEmpty()) {
            environment.put("PARLEY_HISTORY", history);
        }
        environment.putAll(ChildEnvironment.ofNode(node.index()));
        return builder.redirectErrorStream(true)
                .redirectOutput(output(node).toFile())
                .start();
    }

    /** Named on the node's command line, so that its process can be known again. */
    Path argumentFile(NodeAddress node) {
        return data.runFile("node-" + node.index() + ".args");
    }

    Path log(NodeAddress node) {
        return data.log("node-" + node.index() + ".log");
    }

    Optional<String> lastWords(NodeAddress node) {
        try (Stream<String> lines = Files.lines(output(node))) {
            return lines.filter(line -> !line.isBlank()).reduce((first, second) -> second);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** What the JVM itself says, and why a node cannot start: nothing in a good run. */
    private Path output(NodeAddress node) {
        return data.log("node-" + node.index() + ".out");
    }

    private List<String> arguments(NodeAddress node, Distribution chosen) {
        var arguments = new ArrayList<>(JVM_OPTIONS);
        // The archive is of our own jars: others would not find their classes in it.
        if (chosen.equals(distribution)) {
            arguments.addAll(archive.nodeOptions(node.index()));
        }
        arguments.add("-Dparley.log=" + log(node));
        String extra = System.getenv().getOrDefault(OPTIONS_VARIABLE, "").strip();
        if (!extra.isEmpty()) {
            arguments.addAll(List.of(extra.split("\\s+")));
        }
        arguments.add("-cp");
        arguments.add(chosen.nodeClassPath());
        arguments.add("parley.server.Main");
        return arguments;
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
