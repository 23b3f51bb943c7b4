package parley.k8s;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An API server that keeps pods, answers with TLS, and believes whatever it is told. Nobody runs the pods: the test does. */
final class KubernetesApi implements AutoCloseable {

    private static final String TOKEN = "of-the-service-account";

    private final Set<String> requestsOfPods = ConcurrentHashMap.newKeySet();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Json(), true);
    private final NamespacedKubernetesClient client;
    private final Path account;

    /** {@code account}: where what a pod's service account has is to lie. */
    KubernetesApi(Path account) throws IOException, GeneralSecurityException {
        server.init();
        client = server.createClient();
        this.account = Files.createDirectories(account);
        Files.writeString(account.resolve("token"), TOKEN);
        Files.writeString(account.resolve("namespace"), RenderedChart.NAMESPACE);
        Files.writeString(
                account.resolve("ca.crt"), pem("CERTIFICATE", certificate().getEncoded()));
    }

    /** Where it is, as the kubelet tells containers. */
    Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST", "localhost", "KUBERNETES_SERVICE_PORT", Integer.toString(server.getPort()));
    }

    /** The service account lies elsewhere than in a container. */
    List<String> javaOptions() {
        String prefix = "-Dakka.discovery.kubernetes-api.";
        return List.of(
                prefix + "api-ca-path=" + account.resolve("ca.crt").toAbsolutePath(),
                prefix + "api-token-path=" + account.resolve("token").toAbsolutePath(),
                prefix + "pod-namespace-path=" + account.resolve("namespace").toAbsolutePath());
    }

    void add(String name, String ip, PodTemplateSpec template) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(RenderedChart.NAMESPACE)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(ip)
                .endStatus()
                .build();
        var created = client.pods().inNamespace(RenderedChart.NAMESPACE).resource(pod);
        created.create();
        created.updateStatus();
    }

    void remove(String name) {
        client.pods().inNamespace(RenderedChart.NAMESPACE).withName(name).delete();
    }

    /** What the pods have asked, as "GET /path". */
    Set<String> requestsOfPods() {
        return requestsOfPods;
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        try (var socket = (SSLSocket) any.getSocketFactory().createSocket("localhost", server.getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    /** Says what the answers are, as the real one does and Akka demands. */
    private final class Json extends KubernetesCrudDispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
                requestsOfPods.add(request.getMethod() + " " + request.getPath().replaceFirst("\\?.*", ""));
            }
            return super.dispatch(request).setHeader("Content-Type", "application/json");
        }
    }

    /** To look at a certificate, one need not believe it. */
    private static final class Anybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
