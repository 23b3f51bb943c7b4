package parley.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What somebody who installs the chart might say, in place of some of its own values. */
enum ChartValues {
    DEFAULTS("{}"),

    /** Everything that can be switched on. */
    EVERYTHING("""
            image: {repository: registry.example.org/team/parley, tag: 1.2.3, pullPolicy: Always, pullSecrets: [registry]}
            tracing: {host: collector.example.org, port: 14318, ratio: 0.05}
            secret: {name: talk-secrets, serviceApi: true}
            cassandra: {hosts: [cassandra-0.db.example.org, cassandra-1.db.example.org], port: 9142, datacenter: eu, keyspace: talk, history: second}
            engine:
              autoscaling: {enabled: true}
              contactPoints: 3
              nodeSelector: {pool: engines}
              tolerations: [{key: engines, operator: Exists, effect: NoSchedule}]
              priorityClassName: high
              annotations: {example.org/note: engine}
              labels: {team: talk}
              javaOptions: [-XX:+UseZGC, -Dparley.engine.shards=200]
            gateway:
              autoscaling: {enabled: true}
            service: {type: LoadBalancer, annotations: {example.org/balancer: internal}}
            ingress:
              enabled: true
              className: nginx
              host: talk.example.org
              tlsSecret: talk-tls
              annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: "120"}
            tls:
              artery: {enabled: true, secret: parley-artery}
              cassandra: {enabled: true, secret: parley-cassandra, clientCertificate: true}
              listeners: {enabled: true, secret: parley-listeners}
            networkPolicy:
              clients: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]
              monitoring: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
              cassandra: [{ipBlock: {cidr: 10.1.0.0/16}}]
              tracing: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: observability}}}]
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            prometheusRule: {enabled: true, labels: {release: prometheus}, runbooks: "https://wiki.example.org/parley/"}
            dashboards: {enabled: true, annotations: {grafana_folder: Talk}}
            serviceAccount: {annotations: {example.org/note: account}}
            """),

    /** As little as it goes, as on somebody's own machine. */
    SMALL("""
            fullnameOverride: talk
            cassandra: {authentication: false, replication: "{'class': 'SimpleStrategy', 'replication_factor': 1}"}
            schema: {enabled: false}
            engine: {replicas: 1, contactPoints: 1, processors: 1}
            gateway: {replicas: 1, processors: 1}
            networkPolicy: {enabled: false}
            topologyKeys: []
            """);

    private final String yaml;

    ChartValues(String yaml) {
        this.yaml = yaml;
    }

    String yaml() {
        return yaml;
    }

    /** All values of the chart, with these in their places. */
    JsonNode merged() throws IOException {
        JsonNode own = RenderedChart.YAML.readTree(Files.readString(RenderedChart.CHART.resolve("values.yaml")));
        return merge((ObjectNode) own, RenderedChart.YAML.readTree(yaml));
    }

    private static JsonNode merge(ObjectNode into, JsonNode from) {
        for (String name : List.copyOf(
                from.properties().stream().map(java.util.Map.Entry::getKey).toList())) {
            JsonNode before = into.get(name);
            JsonNode after = from.get(name);
            into.set(name, before instanceof ObjectNode object && after.isObject() ? merge(object, after) : after);
        }
        return into;
    }
}
