package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions;

/**
 * Nodes as the chart starts them, on a real Cassandra, find each other through the Kubernetes API, which is all of Kubernetes that
 * there is here. What they say to each other is encrypted.
 */
final class BootstrapIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a JVM says that ended because of SIGTERM, after its shutdown. */
    private static final int TERMINATED = 128 + 15;

    private static final Pattern SERIES = Pattern.compile("seriesQuery: '(\\w+)");

    /** Of the loopback, for addresses that nobody else has. */
    private final String network = "127.77." + ThreadLocalRandom.current().nextInt(1, 255) + ".";

    private final List<PodProcess> pods = new ArrayList<>();
    private int lastAddress = 10;
    private Path directory;
    private RenderedChart chart;
    private KubernetesApi api;
    private EmbeddedCassandra cassandra;
    private List<String> javaOptions;

    @BeforeEach
    void installChart() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "bootstrap-");
        Path built = Path.of("..", "persistence", "embedded-cassandra", "target");
        String database = network + 250;
        cassandra = EmbeddedCassandra.start(EmbeddedCassandraOptions.of(
                        built.resolve("cassandra-lib"),
                        directory.resolve("cassandra"),
                        built.resolve("cache"),
                        9042,
                        7000)
                .forShortLife()
                .in(new EmbeddedCassandraOptions.Surroundings(database, List.of(), java.util.Map.of())));
        chart = RenderedChart.with("""
                cassandra: {hosts: [%s], replication: "{'class': 'SimpleStrategy', 'replication_factor': 1}"}
                tls: {artery: {enabled: true, secret: artery}}
                """.formatted(database));
        api = new KubernetesApi(directory.resolve("account"));
        javaOptions = Stream.concat(api.javaOptions().stream(), certificates().stream())
                .toList();
    }

    @AfterEach
    void uninstall() {
        pods.forEach(PodProcess::close);
        if (api != null) {
            api.close();
        }
        if (cassandra != null) {
            cassandra.close();
        }
    }

    @Test
    void podsFormOneClusterWhichGrowsShrinksAndReplacesADeadOne() throws Exception {
        PodProcess schema = PodProcess.start("schema", network + 2, chart.schemaJob(), List.of(), java.util.Map.of());
        pods.add(schema);
        assertThat(schema.awaitExit(PATIENCE)).as(schema.log().toString()).isZero();

        // All at once: either engine could found a cluster, the gateway could not.
        PodProcess gateway = add("gateway");
        PodProcess first = add("engine");
        PodProcess second = add("engine");
        assertOneClusterOf(gateway, first, second);
        assertThat(gateway.get(8080, "/v1/config").statusCode()).isEqualTo(200);
        assertMetricsAreServed(gateway, first, second);

        PodProcess third = add("engine");
        assertOneClusterOf(gateway, first, second, third);

        second.kill();
        api.remove(second.name());
        PodProcess fourth = add("engine");
        assertOneClusterOf(gateway, first, third, fourth);

        assertThat(stop(gateway)).as(gateway.log().toString()).isEqualTo(TERMINATED);
        assertThat(stop(first)).as(first.log().toString()).isEqualTo(TERMINATED);
        assertOneClusterOf(third, fourth);

        assertThat(api.requestsOfPods())
                .as("the only right that a node needs")
                .containsOnly("GET /api/v1/namespaces/" + RenderedChart.NAMESPACE + "/pods");
    }

    private PodProcess add(String component) throws IOException {
        int address = lastAddress++;
        String name = RenderedChart.RELEASE + "-" + component + "-" + address;
        api.add(name, network + address, chart.workload(component).getSpec().getTemplate());
        PodProcess pod =
                PodProcess.start(name, network + address, chart.node(component), javaOptions, api.environment());
        pods.add(pod);
        return pod;
    }

    /** Each of them knows all of them, and no other. */
    private void assertOneClusterOf(PodProcess... expected) {
        Set<String> addresses =
                Stream.of(expected).map(PodProcess::artery).collect(Collectors.toCollection(TreeSet::new));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            for (PodProcess pod : expected) {
                assertThat(pod.isAlive()).as(pod.log().toString()).isTrue();
                assertThat(pod.membersUp()).as(pod.log().toString()).isEqualTo(addresses);
                assertThat(pod.isReady()).as(pod.log().toString()).isTrue();
                assertThat(pod.isAliveToTheKubelet()).isTrue();
            }
        });
    }

    private int stop(PodProcess pod) throws InterruptedException {
        Deployment workload = chart.workload("engine");
        api.remove(pod.name());
        return pod.terminate(
                Duration.ofSeconds(workload.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds()));
    }

    /** What the chart scales by, of the nodes that it scales by it. */
    private static void assertMetricsAreServed(PodProcess... nodes) throws IOException {
        StringBuilder served = new StringBuilder();
        for (PodProcess node : nodes) {
            served.append(node.get(8558, "/metrics").body());
        }
        Matcher series = SERIES.matcher(Files.readString(Path.of("prometheus-adapter.yaml")));
        assertThat(series.results().map(found -> found.group(1)))
                .hasSize(2)
                .allSatisfy(name -> assertThat(served.toString()).containsPattern("(?m)^" + name + "[ {]"));
    }

    /** As a secret of cert-manager holds them. */
    private List<String> certificates() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("artery.p12");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "parley",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=parley",
                        "-ext",
                        "san=dns:parley",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(status).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(store)) {
            keys.load(stored, "changeit".toCharArray());
        }
        String certificate =
                KubernetesApi.pem("CERTIFICATE", keys.getCertificate("parley").getEncoded());
        Files.writeString(directory.resolve("tls.crt"), certificate);
        Files.writeString(directory.resolve("ca.crt"), certificate);
        Files.writeString(
                directory.resolve("tls.key"),
                KubernetesApi.pem(
                        "PRIVATE KEY",
                        keys.getKey("parley", "changeit".toCharArray()).getEncoded()));
        return Stream.of("key-file=tls.key", "cert-file=tls.crt", "ca-cert-file=ca.crt")
                .map(setting -> setting.split("=", 2))
                .map(setting -> "-Dakka.remote.artery.ssl.rotating-keys-engine." + setting[0] + "="
                        + directory.resolve(setting[1]).toAbsolutePath())
                .toList();
    }
}
