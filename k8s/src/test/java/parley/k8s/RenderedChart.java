package parley.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What {@code helm install parley k8s/chart} would send, parsed as Kubernetes' own types: a field that they do not have is refused. */
final class RenderedChart {

    static final Path CHART = Path.of("chart");
    static final String RELEASE = "parley";
    static final String NAMESPACE = "talk";

    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .addModule(new SimpleModule().setDeserializerModifier(new Strict()))
            .build();

    /** Not among the types of the client's core. */
    private static final Set<String> OF_THE_OPERATOR = Set.of("ServiceMonitor", "PrometheusRule");

    private static final KubernetesSerialization TYPES = new KubernetesSerialization();

    private final List<JsonNode> documents;
    private final List<HasMetadata> resources;

    private RenderedChart(List<JsonNode> documents, List<HasMetadata> resources) {
        this.documents = documents;
        this.resources = resources;
    }

    static RenderedChart with(ChartValues values) throws IOException {
        return with(values.yaml());
    }

    /** {@code values}: as in a file of values. */
    static RenderedChart with(String values) throws IOException {
        String text = new Helm(withVisibleHooks())
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.30.0")
                .withValuesFile(Files.writeString(Files.createTempFile(Path.of("target"), "values", ".yaml"), values))
                .call();
        List<JsonNode> documents = new ArrayList<>();
        List<HasMetadata> resources = new ArrayList<>();
        try (var parsed = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (parsed.hasNextValue()) {
                JsonNode document = parsed.nextValue();
                if (!document.isObject()) {
                    continue;
                }
                documents.add(document);
                String kind = document.path("kind").asText();
                if (!OF_THE_OPERATOR.contains(kind)) {
                    Class<?> type = TYPES.getRegisteredKubernetesResource(
                            document.path("apiVersion").asText(), kind);
                    if (type == null) {
                        throw new AssertionError("no such type: " + document);
                    }
                    resources.add((HasMetadata) YAML.treeToValue(document, type));
                }
            }
        }
        return new RenderedChart(documents, resources);
    }

    /** A copy of the chart whose hooks are rendered with the rest, which Helm's library does not do otherwise. */
    private static Path withVisibleHooks() throws IOException {
        Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target", "charts")), "chart");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(CHART.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook:", "hook:"));
            }
        }
        return copy;
    }

    /** As they were sent. */
    List<JsonNode> documents() {
        return documents;
    }

    List<HasMetadata> resources() {
        return resources;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String suffix) {
        return all(type).stream()
                .filter(resource -> resource.getMetadata().getName().equals(RELEASE + suffix))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + RELEASE + suffix));
    }

    Deployment workload(String component) {
        return one(Deployment.class, "-" + component);
    }

    Container node(String component) {
        return workload(component)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    Container schemaJob() {
        return one(Job.class, "-schema")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    /** Of everything that runs. */
    List<PodSpec> pods() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(workload ->
                                        workload.getSpec().getTemplate().getSpec()),
                        all(Job.class).stream()
                                .map(job -> job.getSpec().getTemplate().getSpec()))
                .toList();
    }

    /** Variables as a container sees them: its address in the place of {@code POD_IP}, {@code secret} in that of any secret. */
    static Map<String, String> environment(Container container, String podIp, String secret) {
        return container.getEnv().stream()
                .filter(variable -> !variable.getName().equals("POD_IP"))
                .collect(java.util.stream.Collectors.toMap(
                        EnvVar::getName,
                        variable -> variable.getValue() == null
                                ? secret
                                : variable.getValue().replace("$(POD_IP)", podIp)));
    }

    /** The types take what they do not know into a map; without it, it is an error. */
    private static final class Strict extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public BeanDeserializerBuilder updateBuilder(
                DeserializationConfig config, BeanDescription description, BeanDeserializerBuilder builder) {
            builder.setAnySetter(null);
            return builder;
        }
    }
}
