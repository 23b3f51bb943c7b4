package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Holds {@code Dockerfile} and {@code docker-compose.yml} against the chart and the code. */
final class ComposeTest {

    private static final Path ROOT = Path.of("..");

    private static Map<String, Map<String, Object>> services;
    private static Map<String, Map<String, Object>> nodes;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void load() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
        services = (Map<String, Map<String, Object>>) file.get("services");
        nodes = services.entrySet().stream()
                .filter(service -> service.getKey().startsWith("node"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    @Test
    void nodesAreToldOnlyWhatTheyRead() {
        assertThat(services).containsOnlyKeys("cassandra", "schema", "node1", "node2", "node3");
        assertThat(nodes).hasSize(3).allSatisfy((name, node) -> {
            assertThat(NodeConfiguration.variables()).containsAll(names(node));
            Config config = NodeConfiguration.with(environment(node));
            assertThat(config.getString("akka.remote.artery.canonical.hostname"))
                    .isEqualTo(name);
            // Where the published port leads: not the loopback of the container.
            assertThat(config.getString("akka.management.http.hostname")).isEqualTo(name);
            assertThat(config.getString("parley.server.cassandra")).isEqualTo("cassandra:9042");
            assertThat(config.getBoolean("parley.server.update-schema")).isFalse();
        });
    }

    @Test
    void nodesJoinEachOther() {
        Config config = NodeConfiguration.with(environment(nodes.get("node1")));
        int port = config.getInt("akka.remote.artery.canonical.port");

        assertThat(nodes.values())
                .allSatisfy(node -> assertThat(Arrays.asList(
                                environment(node).get("PARLEY_SEED_NODES").split(",", -1)))
                        .containsExactlyElementsOf(nodes.keySet().stream()
                                .map(name -> "akka://parley@" + name + ":" + port)
                                .toList()));
    }

    /** The socket is published at the port that clients are told, and what is published is where the node listens. */
    @Test
    void clientsAreSentToWhereTheSocketIs() {
        assertThat(nodes.values()).allSatisfy(node -> {
            Config config = NodeConfiguration.with(environment(node));
            Map<Integer, String> published = ((List<?>) node.get("ports"))
                    .stream()
                            .map(port -> String.valueOf(port).split(":", -1))
                            .peek(port -> assertThat(port[0]).isEqualTo("127.0.0.1"))
                            .collect(Collectors.toMap(port -> Integer.parseInt(port[2]), port -> port[1]));
            int socket = config.getInt("parley.gateway.socket.listener.port");

            assertThat(published)
                    .containsOnlyKeys(
                            socket,
                            config.getInt("parley.gateway.http.port"),
                            config.getInt("akka.management.http.port"));
            assertThat(config.getString("parley.gateway.http.socket-url"))
                    .isEqualTo("ws://127.0.0.1:" + published.get(socket) + "/v1/socket");
        });
    }

    @Test
    void aNodeHasTimeForItsShutdown() {
        Duration phases = NodeConfiguration.shutdownTimeouts();

        assertThat(nodes.values())
                .allSatisfy(node -> assertThat(Duration.parse(
                                "PT" + node.get("stop_grace_period").toString().toUpperCase(java.util.Locale.ROOT)))
                        .isGreaterThan(phases));
    }

    @Test
    void schemaComesFirst() throws IOException {
        String main = RenderedChart.with(ChartValues.DEFAULTS).schemaJob().getArgs().stream()
                .reduce((first, second) -> second)
                .orElseThrow();

        assertThat(services.get("schema").get("command")).isEqualTo(List.of(main));
        assertThat(nodes.values())
                .allSatisfy(node -> assertThat(node.get("depends_on"))
                        .isEqualTo(Map.of("schema", Map.of("condition", "service_completed_successfully"))));
    }

    @Test
    void theImageIsWhatTheChartExpects() throws IOException {
        RenderedChart chart = RenderedChart.with(ChartValues.DEFAULTS);
        List<String> lines = Files.readAllLines(ROOT.resolve("Dockerfile"));
        List<String> arguments = chart.node("engine").getArgs();
        String libraries = arguments.get(arguments.indexOf("-cp") + 1);
        long user = chart.pods().get(0).getSecurityContext().getRunAsUser();

        assertThat(lines)
                .contains("COPY server/target/dist/lib " + libraries.substring(0, libraries.length() - "/*".length()))
                .contains("USER " + user + ":" + user)
                .contains("CMD [\"" + arguments.get(arguments.size() - 1) + "\"]")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("ENTRYPOINT [\"java\"")
                        .endsWith("\"-cp\", \"" + libraries + "\"]"));
    }

    /** {@code -Pimage} makes the same without Docker. */
    @Test
    void bothWaysMakeTheSameImage() throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom)
                .contains("<entrypoint>" + words(dockerfile, "ENTRYPOINT") + "</entrypoint>")
                .contains("<args>" + words(dockerfile, "CMD") + "</args>")
                .contains("<user>" + rest(dockerfile, "USER") + "</user>")
                .contains("<into>" + rest(dockerfile, "COPY").split(" ", -1)[1] + "</into>");
        assertThat(rest(dockerfile, "ENV").split("=", -1))
                .satisfies(variable ->
                        assertThat(pom).contains("<" + variable[0] + ">" + variable[1] + "</" + variable[0] + ">"));
        assertThat(rest(dockerfile, "EXPOSE").split(" ", -1))
                .allSatisfy(port -> assertThat(pom).contains("<port>" + port + "</port>"));
        assertThat(rest(dockerfile, "ARG")).isEqualTo("BASE=eclipse-temurin:17-jre");
        assertThat(pom).contains("registry://eclipse-temurin:17-jre<");
    }

    private static String words(String dockerfile, String instruction) {
        return rest(dockerfile, instruction).replaceAll("[\\[\\]\" ]", "");
    }

    private static String rest(String dockerfile, String instruction) {
        return dockerfile
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .findFirst()
                .orElseThrow()
                .substring(instruction.length() + 1);
    }

    private static Set<String> names(Map<String, Object> service) {
        return ((Map<?, ?>) service.get("environment"))
                .keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    /** Of those whose value is said here; the others are passed through. */
    private static Map<String, String> environment(Map<String, Object> service) {
        Map<String, String> variables = new TreeMap<>();
        ((Map<?, ?>) service.get("environment")).forEach((name, value) -> {
            if (value != null) {
                variables.put(name.toString(), value.toString());
            }
        });
        return variables;
    }
}
