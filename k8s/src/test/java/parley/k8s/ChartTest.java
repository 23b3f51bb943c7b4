package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator expects of any chart. That it fits the code, {@link ChartDriftTest} says. */
final class ChartTest {

    private static final Pattern KEY = Pattern.compile("^ *(\\w+):.*");

    @ParameterizedTest
    @EnumSource
    void lints(ChartValues values) throws IOException {
        Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target", "charts")), "lint");
        try (Stream<Path> files = Files.walk(RenderedChart.CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(RenderedChart.CHART.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Files.writeString(copy.resolve("values.yaml"), RenderedChart.YAML.writeValueAsString(values.merged()));

        var result = new Helm(copy).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages()).noneMatch(line -> line.startsWith("[WARN") || line.startsWith("[ERROR"));
    }

    /** Rendering is strict: a field in the wrong place is an error. */
    @ParameterizedTest
    @EnumSource
    void saysWhatItIsOnEverything(ChartValues values) throws IOException {
        RenderedChart chart = RenderedChart.with(values);

        assertThat(chart.resources()).allSatisfy(resource -> {
            assertThat(resource.getMetadata().getNamespace()).isEqualTo("talk");
            assertThat(resource.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/name", "parley")
                    .containsKeys("app.kubernetes.io/instance", "app.kubernetes.io/version");
        });
        assertThat(chart.documents().stream()
                        .map(document -> document.path("kind").asText()
                                + document.path("metadata").path("name").asText()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void runsWithoutAnyPrivilege(ChartValues values) throws IOException {
        List<PodSpec> pods = RenderedChart.with(values).pods();

        assertThat(pods).hasSizeGreaterThanOrEqualTo(2).allSatisfy(pod -> {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getContainers()).singleElement().satisfies(container -> {
                var security = container.getSecurityContext();
                assertThat(security.getReadOnlyRootFilesystem()).isTrue();
                assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(container.getVolumeMounts())
                        .as("the JVM unpacks libraries there")
                        .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void bordersMemoryAndNotProcessorTime(ChartValues values) throws IOException {
        assertThat(RenderedChart.with(values).pods()).allSatisfy(pod -> {
            Container container = pod.getContainers().get(0);
            Map<String, Quantity> limits = container.getResources().getLimits();
            Map<String, Quantity> requests = container.getResources().getRequests();
            assertThat(limits).containsOnlyKeys("memory");
            assertThat(requests).containsOnlyKeys("cpu", "memory").containsEntry("memory", limits.get("memory"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void mayListPodsAndNothingElse(ChartValues values) throws IOException {
        RenderedChart chart = RenderedChart.with(values);

        assertThat(chart.all(Role.class))
                .singleElement()
                .satisfies(role -> assertThat(role.getRules()).singleElement().satisfies((PolicyRule rule) -> {
                    assertThat(rule.getApiGroups()).containsExactly("");
                    assertThat(rule.getResources()).containsExactly("pods");
                    assertThat(rule.getVerbs()).containsExactly("list");
                }));
        assertThat(chart.all(ServiceAccount.class))
                .singleElement()
                .satisfies(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
        assertThat(chart.all(Job.class))
                .allSatisfy(
                        job -> assertThat(job.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                                .isFalse());
        assertThat(chart.documents())
                .noneMatch(document -> document.path("kind").asText().startsWith("ClusterRole"));
    }

    @ParameterizedTest
    @EnumSource
    void holdsNoSecret(ChartValues values) throws IOException {
        RenderedChart chart = RenderedChart.with(values);

        assertThat(chart.all(Secret.class)).isEmpty();
        assertThat(chart.pods())
                .flatExtracting(pod -> pod.getContainers().get(0).getEnv())
                .filteredOn(variable -> variable.getName().matches(".*(SECRET|KEY|PASSWORD|USERNAME)"))
                .allSatisfy(variable -> {
                    var key = variable.getValueFrom().getSecretKeyRef();
                    assertThat(key).isNotNull();
                    assertThat(key.getOptional())
                            .as("a pod without it does not start")
                            .isNull();
                });
    }

    @ParameterizedTest
    @EnumSource
    void letsOneNodeGoAtATime(ChartValues values) throws IOException {
        RenderedChart chart = RenderedChart.with(values);

        assertThat(chart.all(Deployment.class)).hasSize(2).allSatisfy(workload -> {
            DeploymentSpec spec = workload.getSpec();
            assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
                    .isZero();
            assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge().getIntVal())
                    .isEqualTo(1);
            assertThat(chart.all(PodDisruptionBudget.class))
                    .filteredOn(budget -> budget.getSpec().getSelector().equals(spec.getSelector()))
                    .singleElement()
                    .satisfies(budget -> assertThat(
                                    budget.getSpec().getMaxUnavailable().getIntVal())
                            .isEqualTo(1));
            assertThat(spec.getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(spec.getSelector().getMatchLabels());
        });
    }

    @Test
    void scalesDownSlowlyAndLeavesReplicasToWhoeverScales() throws IOException {
        RenderedChart chart = RenderedChart.with(ChartValues.EVERYTHING);

        assertThat(chart.all(HorizontalPodAutoscaler.class)).hasSize(2).allSatisfy(scaler -> {
            var down = scaler.getSpec().getBehavior().getScaleDown();
            assertThat(down.getStabilizationWindowSeconds()).isGreaterThanOrEqualTo(600);
            assertThat(down.getPolicies()).singleElement().satisfies(policy -> {
                assertThat(policy.getValue()).isEqualTo(1);
                assertThat(policy.getPeriodSeconds()).isGreaterThanOrEqualTo(300);
            });
            assertThat(chart.all(Deployment.class))
                    .filteredOn(workload -> workload.getMetadata()
                            .getName()
                            .equals(scaler.getSpec().getScaleTargetRef().getName()))
                    .singleElement()
                    .satisfies(workload ->
                            assertThat(workload.getSpec().getReplicas()).isNull());
        });
    }

    @Test
    void schemaIsChangedBeforeAnythingElseByOneJob() throws IOException {
        RenderedChart chart = RenderedChart.with(ChartValues.EVERYTHING);
        Job job = chart.one(Job.class, "-schema");

        assertThat(job.getMetadata().getAnnotations()).containsEntry("hook", "pre-install,pre-upgrade");
        assertThat(job.getSpec().getParallelism()).as("one pod").isNull();
        assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName())
                .as("nothing that the release makes is there yet")
                .isNull();
        NetworkPolicy policy = chart.one(NetworkPolicy.class, "-schema");
        assertThat(policy.getMetadata().getAnnotations()).containsEntry("hook", "pre-install,pre-upgrade");
        assertThat(Integer.parseInt(policy.getMetadata().getAnnotations().get("helm.sh/hook-weight")))
                .isLessThan(Integer.parseInt(job.getMetadata().getAnnotations().get("helm.sh/hook-weight")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine.replicsa=3",
                "nonsense=1",
                "gateway.resources.limits.cpu=2",
                "image.tag=latest",
                "engine.replicas=0",
                "tls.artery.enabled=true",
                "tls.listeners.enabled=true",
                "tls.cassandra.clientCertificate=true",
                "cassandra.keyspace=Parley",
            })
    void refusesValuesThatItDoesNotHave(String value) {
        String[] parts = value.split("=", 2);
        Object typed = parts[1].matches("\\d+") ? (Object) Integer.valueOf(parts[1]) : parts[1];

        assertThatThrownBy(() -> new Helm(RenderedChart.CHART)
                        .template()
                        .withKubeVersion("1.30.0")
                        .set(parts[0], typed)
                        .call())
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine.replicas=4", "engine.contactPoints=4", "engine.contactPoints=1"})
    void refusesContactPointsWithWhichTwoClustersCouldForm(String value) {
        String[] parts = value.split("=", 2);

        assertThatThrownBy(() -> new Helm(RenderedChart.CHART)
                        .template()
                        .withKubeVersion("1.30.0")
                        .set(parts[0], Integer.valueOf(parts[1]))
                        .call())
                .hasMessageContaining("engine.contactPoints");
    }

    @Test
    void schemaOfTheValuesKnowsThemAllAndNoOther() throws IOException {
        JsonNode schema =
                RenderedChart.YAML.readTree(Files.readString(RenderedChart.CHART.resolve("values.schema.json")));

        assertStrict("values", schema, ChartValues.DEFAULTS.merged());
    }

    private static void assertStrict(String path, JsonNode schema, JsonNode values) {
        if (!schema.has("properties")) {
            return;
        }
        assertThat(schema.path("additionalProperties").isBoolean()
                        && !schema.path("additionalProperties").asBoolean())
                .as(path)
                .isTrue();
        values.properties().forEach(value -> {
            assertThat(schema.path("properties").has(value.getKey()))
                    .as(path + "." + value.getKey())
                    .isTrue();
            assertStrict(path + "." + value.getKey(), schema.path("properties").path(value.getKey()), value.getValue());
        });
    }

    /** Names that are explained once may be used again: they mean the same. */
    @Test
    void everyValueIsExplained() throws IOException {
        Set<String> explained = new HashSet<>(List.of("requests", "limits"));
        String before = "";
        for (String line : Files.readAllLines(RenderedChart.CHART.resolve("values.yaml"))) {
            Matcher key = KEY.matcher(line);
            if (key.matches()) {
                if (before.strip().startsWith("#")) {
                    explained.add(key.group(1));
                }
                assertThat(explained).contains(key.group(1));
            }
            before = line;
        }
    }
}
