package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.tls.TlsFiles;
import parley.gateway.GatewaySettings;
import parley.persistence.PersistenceSettings;

/** Holds where the chart mounts certificates against where nodes look for them. */
final class ChartTlsTest {

    private static final String POD_IP = "10.1.2.3";
    private static final String SECRET = "a secret of 32 characters or more";

    private static RenderedChart everything;

    @BeforeAll
    static void render() throws IOException {
        everything = RenderedChart.with(ChartValues.EVERYTHING);
    }

    @Test
    void nodesShowEachOtherWhatIsMounted() {
        Config artery = configurationOf("engine").getConfig("akka.remote.artery");
        Config engine = artery.getConfig("ssl.rotating-keys-engine");

        assertThat(artery.getString("transport")).isEqualTo("tls-tcp");
        assertThat(artery.getString("ssl.ssl-engine-provider")).endsWith(".RotatingKeysSSLEngineProvider");
        for (String component : new String[] {"engine", "gateway"}) {
            String directory = mounted(pod(component), "parley-artery");
            assertThat(new TlsFiles.Paths(
                            engine.getString("ca-cert-file"),
                            engine.getString("cert-file"),
                            engine.getString("key-file")))
                    .isEqualTo(
                            new TlsFiles.Paths(directory + "/ca.crt", directory + "/tls.crt", directory + "/tls.key"));
        }
    }

    @Test
    void whatCassandraIsShownLiesWhereNodesAndTheJobLookForIt() {
        PersistenceSettings.Tls tls =
                PersistenceSettings.from(configurationOf("gateway")).tls();

        assertThat(tls.enabled()).isTrue();
        assertThat(tls.verifyHost()).isTrue();
        assertThat(everything.pods()).hasSize(3).allSatisfy(pod -> {
            String directory = mounted(pod, "parley-cassandra");
            assertThat(tls.files())
                    .isEqualTo(
                            new TlsFiles.Paths(directory + "/ca.crt", directory + "/tls.crt", directory + "/tls.key"));
        });
    }

    @Test
    void clientsAreShownWhatIsMounted() {
        var tls = GatewaySettings.from(configurationOf("gateway")).tls();
        String directory = mounted(pod("gateway"), "parley-listeners");

        assertThat(tls.enabled()).isTrue();
        assertThat(tls.files()).isEqualTo(new TlsFiles.Paths("", directory + "/tls.crt", directory + "/tls.key"));
        assertThat(GatewaySettings.from(configurationOf("engine")).tls().enabled())
                .as("a node without listeners for clients")
                .isFalse();
    }

    @Test
    void servicesSayWhetherTheListenersSpeakTls() throws IOException {
        assertThat(protocols(everything)).isEqualTo(Map.of("http", "https", "ws", "kubernetes.io/wss"));
        assertThat(protocols(RenderedChart.with(ChartValues.DEFAULTS)))
                .isEqualTo(Map.of("http", "http", "ws", "kubernetes.io/ws"));
    }

    private static Map<String, String> protocols(RenderedChart chart) {
        return chart.one(Service.class, "-gateway").getSpec().getPorts().stream()
                .collect(Collectors.toMap(ServicePort::getName, ServicePort::getAppProtocol));
    }

    /** Where a pod has a secret, as a whole: a file that is mounted by itself is never renewed. */
    private static String mounted(PodSpec pod, String secret) {
        String volume = pod.getVolumes().stream()
                .filter(each -> each.getSecret() != null
                        && secret.equals(each.getSecret().getSecretName()))
                .map(Volume::getName)
                .findFirst()
                .orElseThrow();
        VolumeMount mount = pod.getContainers().get(0).getVolumeMounts().stream()
                .filter(each -> each.getName().equals(volume))
                .findFirst()
                .orElseThrow();
        assertThat(mount.getSubPath()).isNull();
        assertThat(mount.getReadOnly()).isTrue();
        return mount.getMountPath();
    }

    private static PodSpec pod(String component) {
        return everything.workload(component).getSpec().getTemplate().getSpec();
    }

    private static Config configurationOf(String component) {
        return NodeConfiguration.with(RenderedChart.environment(everything.node(component), POD_IP, SECRET));
    }
}
