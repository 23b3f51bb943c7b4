package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.server.Main;
import parley.server.SchemaMain;

/** Holds the chart against what the code decides, so that neither changes without the other. */
final class ChartDriftTest {

    private static final String POD_IP = "10.1.2.3";
    private static final String SECRET = "a secret of 32 characters or more";

    /** What a node of the chart is not told, and why. */
    private static final Map<String, String> NOT_SET = Map.of(
            "PARLEY_SEED_NODES", "PARLEY_BOOTSTRAP is on",
            "PARLEY_UPDATE_SCHEMA", "the job does it",
            "PARLEY_ARTERY_PORT", "the default",
            "PARLEY_MANAGEMENT_PORT", "the default",
            "PARLEY_HTTP_PORT", "the default",
            "PARLEY_WS_PORT", "the default");

    /** Of OpenTelemetry. */
    private static final Set<String> TRACING =
            Set.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG");

    private static RenderedChart everything;

    @BeforeAll
    static void render() throws IOException {
        everything = RenderedChart.with(ChartValues.EVERYTHING);
    }

    @Test
    void setsEveryVariableThatTheCodeReadsAndNoOther() throws IOException {
        Set<String> set = everything.pods().stream()
                .flatMap(pod -> pod.getContainers().get(0).getEnv().stream())
                .map(EnvVar::getName)
                .filter(name -> !name.equals("POD_IP"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = NodeConfiguration.variables();
        expected.removeAll(NOT_SET.keySet());
        assertThat(NodeConfiguration.tracingVariables()).containsAll(TRACING);
        expected.addAll(TRACING);

        assertThat(set).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(NodeConfiguration.variables()).containsAll(NOT_SET.keySet());
    }

    @Test
    void nodesMaySendTracesToWhereTheyAreToldTo() {
        assertThat(environmentOf("engine"))
                .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example.org:14318")
                .containsEntry("OTEL_TRACES_SAMPLER_ARG", "0.05");
        assertThat(everything.all(NetworkPolicy.class))
                .filteredOn(policy -> !policy.getMetadata().getName().endsWith("schema"))
                .hasSize(2)
                .allSatisfy(policy -> assertThat(policy.getSpec().getEgress())
                        .filteredOn(rule -> rule.getPorts().stream()
                                .anyMatch(port -> port.getPort().getIntVal() == 14318))
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.getTo()).hasSize(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "gateway"})
    void portsAreThoseWhereTheNodeListens(String component) {
        Config config = configurationOf(component);
        Map<String, Integer> ports = everything.node(component).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
        Map<String, Integer> listening = new HashMap<>(Map.of(
                "artery", config.getInt("akka.remote.artery.canonical.port"),
                "management", config.getInt("akka.management.http.port")));
        if (component.equals("gateway")) {
            listening.put("http", config.getInt("parley.gateway.http.port"));
            listening.put("ws", config.getInt("parley.gateway.socket.listener.port"));
            assertThat(config.getString("parley.gateway.http.host")).isEqualTo(POD_IP);
            assertThat(config.getString("parley.gateway.socket.listener.host")).isEqualTo(POD_IP);
        }

        assertThat(ports).isEqualTo(listening);
        assertThat(config.getString("akka.remote.artery.canonical.hostname")).isEqualTo(POD_IP);
        assertThat(config.getString("akka.management.http.hostname")).isEqualTo(POD_IP);
        assertThat(openedBy(everything.one(NetworkPolicy.class, "-" + component)))
                .as("let in")
                .containsExactlyInAnyOrderElementsOf(ports.values());
    }

    @Test
    void servicesLeadToPortsOfTheContainers() {
        assertThat(everything.all(Service.class)).isNotEmpty().allSatisfy(service -> {
            List<Deployment> behind = everything.all(Deployment.class).stream()
                    .filter(workload -> workload.getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()))
                    .toList();
            assertThat(behind).isNotEmpty();
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(behind)
                        .allSatisfy(workload -> assertThat(workload.getSpec()
                                        .getTemplate()
                                        .getSpec()
                                        .getContainers()
                                        .get(0)
                                        .getPorts())
                                .anySatisfy(open -> {
                                    assertThat(open.getName())
                                            .isEqualTo(port.getTargetPort().getStrVal());
                                    assertThat(open.getContainerPort()).isEqualTo(port.getPort());
                                }));
            }
        });
    }

    @Test
    void rolesAreThoseOfTheServer() {
        Set<String> roles = everything.all(Deployment.class).stream()
                .map(workload -> workload.getMetadata().getName().substring(RenderedChart.RELEASE.length() + 1))
                .peek(component -> assertThat(environmentOf(component)).containsEntry("PARLEY_ROLES", component))
                .collect(Collectors.toSet());

        assertThat(roles)
                .containsExactlyInAnyOrder(NodeConfiguration.with(Map.of())
                        .getString("parley.server.roles")
                        .split(",", -1));
        assertThat(NodeConfiguration.with(Map.of()).getString("akka.cluster.sharding.role"))
                .as("the contact points are the nodes that hold shards")
                .isEqualTo("engine");
    }

    @ParameterizedTest
    @EnumSource
    void graceIsLongerThanPreStopAndAllPhasesOfTheShutdown(ChartValues values) throws IOException {
        Duration phases = NodeConfiguration.shutdownTimeouts();

        assertThat(phases).isGreaterThan(Duration.ofSeconds(60));
        assertThat(RenderedChart.with(values).all(Deployment.class)).allSatisfy(workload -> {
            var pod = workload.getSpec().getTemplate().getSpec();
            long preStop = pod.getContainers()
                    .get(0)
                    .getLifecycle()
                    .getPreStop()
                    .getSleep()
                    .getSeconds();
            assertThat(preStop).isPositive();
            assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(preStop + phases.toSeconds());
        });
    }

    @Test
    void valuesSayHowLongTheShutdownMayTake() throws IOException {
        long seconds = NodeConfiguration.shutdownTimeouts().toSeconds();

        assertThat(Files.readString(RenderedChart.CHART.resolve("values.yaml"))).contains("(" + seconds + " s, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "gateway"})
    void probesAskWhatManagementAnswers(String component) {
        Container node = everything.node(component);
        Config checks = configurationOf(component).getConfig("akka.management.health-checks");

        assertThat(path(node.getReadinessProbe())).isEqualTo("/" + checks.getString("readiness-path"));
        assertThat(path(node.getLivenessProbe())).isEqualTo("/" + checks.getString("liveness-path"));
        assertThat(path(node.getStartupProbe()))
                .as("a node may wait for its database for long")
                .isEqualTo("/" + checks.getString("liveness-path"));
        assertThat(Stream.of(node.getReadinessProbe(), node.getLivenessProbe(), node.getStartupProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management"));
        assertThat(Duration.ofSeconds(node.getReadinessProbe().getTimeoutSeconds()))
                .as("the answer comes after check-timeout at the latest")
                .isGreaterThan(checks.getDuration("check-timeout"));
        assertThat(checks.getString("readiness-checks.parley")).isEqualTo("parley.server.ReadinessCheck");
        assertThat(checks.getObject("liveness-checks"))
                .as("no restart because something else is away")
                .isEmpty();
    }

    @Test
    void enginesAndOnlyTheyFoundTheCluster() {
        Config config = configurationOf("gateway");
        Config discovery = config.getConfig("akka.management.cluster.bootstrap.contact-point-discovery");
        String selector = config.getString("akka.discovery.kubernetes-api.pod-label-selector")
                .replace("%s", discovery.getString("service-name"));

        assertThat(config.getBoolean("parley.server.bootstrap")).isTrue();
        assertThat(discovery.getInt("required-contact-point-nr")).isEqualTo(3);
        assertThat(matches(selector, "engine")).isTrue();
        assertThat(matches(selector, "gateway")).isFalse();
        assertThat(everything.node("engine").getPorts())
                .anySatisfy(port -> assertThat(port.getName()).isEqualTo(discovery.getString("port-name")));
        assertThat(environmentOf("engine").get("PARLEY_POD_LABEL_SELECTOR"))
                .isEqualTo(environmentOf("gateway").get("PARLEY_POD_LABEL_SELECTOR"));
    }

    @Test
    void theReleaseIsTheImagesTag() {
        assertThat(configurationOf("engine").getString("akka.cluster.app-version"))
                .isEqualTo("1.2.3");
        assertThat(everything.pods())
                .allSatisfy(
                        pod -> assertThat(pod.getContainers().get(0).getImage()).endsWith("/parley:1.2.3"));
    }

    @Test
    void theJobChangesTheKeyspaceThatTheNodesUse() {
        Map<String, String> nodes = environmentOf("engine");
        Map<String, String> job = RenderedChart.environment(everything.schemaJob(), POD_IP, SECRET);

        assertThat(job.keySet())
                .containsExactlyInAnyOrder(
                        "PARLEY_LOG_FORMAT",
                        "PARLEY_CASSANDRA",
                        "PARLEY_CASSANDRA_DATACENTER",
                        "PARLEY_CASSANDRA_KEYSPACE",
                        "PARLEY_CASSANDRA_USERNAME",
                        "PARLEY_CASSANDRA_PASSWORD",
                        "PARLEY_CASSANDRA_TLS",
                        "PARLEY_CASSANDRA_TLS_VERIFY_HOST",
                        "PARLEY_CASSANDRA_TLS_CA_FILE",
                        "PARLEY_CASSANDRA_TLS_CERT_FILE",
                        "PARLEY_CASSANDRA_TLS_KEY_FILE",
                        "PARLEY_CASSANDRA_REPLICATION");
        assertThat(nodes).containsAllEntriesOf(without(job, "PARLEY_CASSANDRA_REPLICATION"));
        assertThat(NodeConfiguration.with(nodes).getString("parley.server.cassandra"))
                .isEqualTo("cassandra-0.db.example.org:9142,cassandra-1.db.example.org:9142");
    }

    @Test
    void startsClassesThatThereAre() {
        assertThat(lastArgument(everything.node("engine"))).isEqualTo(Main.class.getName());
        assertThat(lastArgument(everything.node("gateway"))).isEqualTo(Main.class.getName());
        assertThat(lastArgument(everything.schemaJob())).isEqualTo(SchemaMain.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "gateway"})
    void changesOnlySettingsThatThereAre(String component) {
        Config plain = NodeConfiguration.with(Map.of());

        assertThat(everything.node(component).getArgs())
                .filteredOn(argument -> argument.startsWith("-Dparley."))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(plain.hasPath(option.substring(2, option.indexOf('='))))
                        .as(option)
                        .isTrue());
    }

    @Test
    void theSocketIsWhereClientsAreSent() throws ReflectiveOperationException {
        var path = Class.forName("parley.server.Wiring").getDeclaredField("SOCKET_PATH");
        path.setAccessible(true);
        Map<String, String> paths = everything.all(Ingress.class).stream()
                .flatMap(ingress -> ingress.getSpec().getRules().get(0).getHttp().getPaths().stream())
                .collect(Collectors.toMap(
                        HTTPIngressPath::getPath,
                        to -> to.getBackend().getService().getPort().getName()));

        assertThat(paths).isEqualTo(Map.of((String) path.get(null), "ws", "/", "http"));
        assertThat(configurationOf("gateway").getString("parley.gateway.http.socket-url"))
                .isEqualTo("wss://talk.example.org" + path.get(null));
        assertThat(configurationOf("gateway").getBoolean("parley.gateway.http.behind-proxy"))
                .isTrue();
    }

    @Test
    void scalesByMetricsThatTheAdapterServes() throws IOException {
        JsonNode rules = RenderedChart.YAML
                .readTree(Files.readString(Path.of("prometheus-adapter.yaml")))
                .at("/rules/custom");
        Set<String> served = new TreeSet<>();
        rules.forEach(rule -> served.add(rule.at("/name/as").asText()));

        assertThat(everything.all(HorizontalPodAutoscaler.class).stream()
                        .map(scaler -> scaler.getSpec()
                                .getMetrics()
                                .get(0)
                                .getPods()
                                .getMetric()
                                .getName()))
                .containsExactlyInAnyOrderElementsOf(served);
    }

    private static boolean matches(String selector, String component) {
        Map<String, String> labels = everything
                .workload(component)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        return Arrays.stream(selector.split(",", -1))
                .map(term -> term.split("=", 2))
                .allMatch(term -> term[1].equals(labels.get(term[0])));
    }

    private static Set<Integer> openedBy(NetworkPolicy policy) {
        return policy.getSpec().getIngress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map((NetworkPolicyPort port) -> port.getPort().getIntVal())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> without(Map<String, String> variables, String name) {
        var others = new HashMap<>(variables);
        others.remove(name);
        return others;
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static String lastArgument(Container container) {
        return container.getArgs().get(container.getArgs().size() - 1);
    }

    private static Map<String, String> environmentOf(String component) {
        return RenderedChart.environment(everything.node(component), POD_IP, SECRET);
    }

    private static Config configurationOf(String component) {
        return NodeConfiguration.with(environmentOf(component));
    }
}
