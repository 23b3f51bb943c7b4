package parley.k8s;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node runs with. */
final class NodeConfiguration {

    private static final Path ROOT = Path.of("..");
    private static final Pattern READ = Pattern.compile("\\$\\{\\?(PARLEY_[A-Z_]+)}");

    private static final Pattern TRACING = Pattern.compile("\"(OTEL_[A-Z_]*[A-Z])\"");

    private NodeConfiguration() {}

    /** Where the environment has these variables: configuration is looked at before the environment. */
    static Config with(Map<String, String> variables) {
        return ConfigFactory.parseResources("application.conf")
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .withFallback(ConfigFactory.parseMap(variables))
                .resolve();
    }

    /** How long the shutdown of a node may take: the time-outs of all its phases. */
    static Duration shutdownTimeouts() {
        Config shutdown = with(Map.of()).getConfig("akka.coordinated-shutdown");
        return shutdown.getObject("phases").keySet().stream()
                .map(phase -> "phases." + phase + ".timeout")
                .map(timeout -> shutdown.getDuration(shutdown.hasPath(timeout) ? timeout : "default-phase-timeout"))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** The names of OpenTelemetry's variables that a node looks at itself; its SDK knows more. */
    static Set<String> tracingVariables() throws IOException {
        Path source = ROOT.resolve("server/src/main/java/parley/server/Tracing.java");
        return TRACING.matcher(Files.readString(source))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all variables that any configuration file reads. */
    static Set<String> variables() {
        Set<String> names = new TreeSet<>();
        for (String module : new String[] {"engine", "persistence", "gateway", "server"}) {
            Path resources = ROOT.resolve(module).resolve("src/main/resources");
            if (!Files.isDirectory(resources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(resources)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".conf")).toList()) {
                    READ.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }
}
