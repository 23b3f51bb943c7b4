package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.tls.TestAuthority;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.sdk.Account;
import parley.sdk.Client;
import parley.sdk.Conversation;
import parley.sdk.Following;
import parley.sdk.Parley;

/**
 * Nodes as the chart starts them, on a real Cassandra, find each other through the Kubernetes API, which is all of Kubernetes that
 * there is here. What they say to each other, to Cassandra and to
 * clients is encrypted.
 */
final class BootstrapIT {

    /** Also where much else is tested at the same time. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What a JVM says that ended because of SIGTERM, after its shutdown. */
    private static final int TERMINATED = 128 + 15;

    /** The last part of its address. */
    private static final int GATEWAY = 10;

    private static final Pattern SERIES = Pattern.compile("seriesQuery: '(\\w+)");

    /** Of the loopback, for addresses that nobody else has. */
    private final String network = "127.77." + ThreadLocalRandom.current().nextInt(1, 255) + ".";

    private final List<PodProcess> pods = new ArrayList<>();
    private int nextAddress = GATEWAY;
    private Path directory;
    private RenderedChart chart;
    private KubernetesApi api;
    private TestAuthority authority;
    private Map<String, String> files;
    private EmbeddedCassandra cassandra;
    private List<String> javaOptions;

    @BeforeEach
    void installChart() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "bootstrap-");
        Path built = Path.of("..", "persistence", "embedded-cassandra", "target");
        String database = network + 250;
        authority = TestAuthority.in(directory.resolve("authority"));
        TestAuthority.Issued shown = authority.issue("cassandra", "ip:" + database);
        files = mountedCertificates();
        cassandra = EmbeddedCassandra.start(EmbeddedCassandraOptions.of(
                        built.resolve("cassandra-lib"),
                        directory.resolve("cassandra"),
                        built.resolve("cache"),
                        9042,
                        7000)
                .forShortLife()
                .encrypted(new EmbeddedCassandraOptions.ClientEncryption(
                        shown.keyStore(), authority.trustStore(), TestAuthority.PASSWORD, true))
                .in(new EmbeddedCassandraOptions.Surroundings(database, List.of(), Map.of())));
        chart = RenderedChart.with("""
                cassandra: {hosts: [%s], replication: "{'class': 'SimpleStrategy', 'replication_factor': 1}"}
                tls:
                  artery: {enabled: true, secret: artery}
                  cassandra: {enabled: true, secret: cassandra, clientCertificate: true}
                  listeners: {enabled: true, secret: listeners}
                """.formatted(database));
        api = new KubernetesApi(directory.resolve("account"));
        javaOptions = Stream.concat(api.javaOptions().stream(), arteryCertificates().stream())
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
        PodProcess schema =
                PodProcess.start("schema", network + 2, chart.schemaJob(), List.of(), filesOf(chart.schemaJob()));
        pods.add(schema);
        assertThat(schema.awaitExit(PATIENCE)).as(schema.log().toString()).isZero();

        // All at once: either engine could found a cluster, the gateway could not.
        PodProcess gateway = add("gateway");
        PodProcess first = add("engine");
        PodProcess second = add("engine");
        assertOneClusterOf(gateway, first, second);
        assertAConversationGoesThrough(URI.create("https://" + network + GATEWAY + ":8080"));
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
        int address = nextAddress++;
        String name = RenderedChart.RELEASE + "-" + component + "-" + address;
        api.add(name, network + address, chart.workload(component).getSpec().getTemplate());
        Map<String, String> environment = filesOf(chart.node(component));
        environment.putAll(api.environment());
        PodProcess pod = PodProcess.start(name, network + address, chart.node(component), javaOptions, environment);
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

    /** As a secret of cert-manager holds them, elsewhere than in a pod. */
    private List<String> arteryCertificates() throws IOException {
        // Akka reads keys of RSA only.
        TestAuthority.Issued own =
                authority.issue("artery", "dns:parley", List.of("-keyalg", "RSA", "-keysize", "2048"));
        return Stream.of(
                        "key-file=" + own.key(),
                        "cert-file=" + own.certificate(),
                        "ca-cert-file=" + authority.authorities())
                .map(setting -> "-Dakka.remote.artery.ssl.rotating-keys-engine." + setting)
                .toList();
    }

    /** The files that the chart has a container look for, where they are here. */
    private Map<String, String> filesOf(Container container) {
        Map<String, String> wanted = new HashMap<>(files);
        wanted.keySet()
                .retainAll(container.getEnv().stream().map(EnvVar::getName).toList());
        return wanted;
    }

    /** What the chart would mount into pods; all show the same here. */
    private Map<String, String> mountedCertificates() throws IOException {
        TestAuthority.Issued own = authority.issue("node", "ip:" + network + GATEWAY);
        String certificate = own.certificate().toString();
        String key = own.key().toString();
        return Map.of(
                "PARLEY_CASSANDRA_TLS_CA_FILE",
                authority.authorities().toString(),
                "PARLEY_CASSANDRA_TLS_CERT_FILE",
                certificate,
                "PARLEY_CASSANDRA_TLS_KEY_FILE",
                key,
                "PARLEY_TLS_CERT_FILE",
                certificate,
                "PARLEY_TLS_KEY_FILE",
                key);
    }

    /** Over https and wss, with somebody who trusts that authority alone. */
    private void assertAConversationGoesThrough(URI gateway) throws Exception {
        HttpClient http =
                HttpClient.newBuilder().sslContext(authority.trusting()).build();
        try (Client ann = signedUp(gateway, "ann", http);
                Client bob = signedUp(gateway, "bob", http)) {
            Conversation said =
                    ann.createDirect(bob.me().user()).toCompletableFuture().get(20, TimeUnit.SECONDS);
            said.send("Good morrow").toCompletableFuture().get(20, TimeUnit.SECONDS);
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            Following following = bob.chat(said.id()).follow(0, entry -> {
                if (entry.isMessage()) {
                    heard.add(entry.text());
                }
                return CompletableFuture.completedFuture(null);
            });
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("Good morrow");
            said.send("Good night").toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("Good night");
            following.close();
        }
    }

    private static Client signedUp(URI gateway, String name, HttpClient http) throws Exception {
        return Parley.signUp(gateway, Account.of(name, "correct horse"), http)
                .thenCompose(
                        session -> Parley.client(gateway, session).http(http).connect())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
