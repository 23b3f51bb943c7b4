package parley.server;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import parley.server.logging.LogLines;
import scala.jdk.javaapi.OptionConverters;

/**
 * What a node is, from {@code parley.server}.
 *
 * @param roles at least one of {@value #ENGINE} and {@value #GATEWAY}, in alphabetical order
 * @param cassandra contact points; empty: those of {@code parley.persistence}
 * @param updateSchema whether this node brings the keyspace up to date before it uses it
 * @param seedNodes whom it asks to join the cluster as soon as it can do something; the first of them may found it; empty: nobody
 * @param bootstrap whether it asks the Kubernetes API whom to join, instead
 */
record ServerSettings(
        List<String> roles,
        List<String> cassandra,
        boolean updateSchema,
        boolean parentPipe,
        List<Address> seedNodes,
        boolean bootstrap) {

    static final String ENGINE = "engine";
    static final String GATEWAY = "gateway";

    private static final Set<String> KNOWN_ROLES = Set.of(ENGINE, GATEWAY);

    /**
     * Refuses a list of roles that is empty or holds an unknown one: such a node would join and do nothing. And two ways to join: a node
     * could found a cluster by the one while the others are in that of the other.
     */
    ServerSettings {
        if (roles.isEmpty() || !KNOWN_ROLES.containsAll(roles)) {
            throw new IllegalArgumentException(
                    "PARLEY_ROLES: " + roles + " (expected: engine, gateway, or both with a comma)");
        }
        if (bootstrap && !seedNodes.isEmpty()) {
            throw new IllegalArgumentException("PARLEY_BOOTSTRAP: on, with PARLEY_SEED_NODES (expected: one of them)");
        }
        roles = List.copyOf(roles);
        cassandra = List.copyOf(cassandra);
        seedNodes = List.copyOf(seedNodes);
    }

    static ServerSettings from(Config config) {
        Config server = config.getConfig("parley.server");
        String logFormat = server.getString("log-format");
        if (!LogLines.FORMATS.contains(logFormat)) {
            throw new IllegalArgumentException(
                    "PARLEY_LOG_FORMAT: " + logFormat + " (expected: one of " + LogLines.FORMATS + ")");
        }
        return new ServerSettings(
                List.copyOf(new TreeSet<>(listed(server, "roles"))),
                listed(server, "cassandra").stream()
                        .filter(contactPoint -> !contactPoint.isEmpty())
                        .toList(),
                server.getBoolean("update-schema"),
                config.getBoolean("parley.parent-pipe"),
                listed(server, "seed-nodes").stream()
                        .filter(seed -> !seed.isEmpty())
                        .map(ServerSettings::address)
                        .toList(),
                server.getBoolean("bootstrap"));
    }

    private static Address address(String uri) {
        return OptionConverters.toJava(AddressFromURIString.unapply(uri))
                .orElseThrow(() -> new IllegalArgumentException(
                        "PARLEY_SEED_NODES: " + uri + " (expected: akka://parley@host:port)"));
    }

    /** An environment variable is one string: the items have commas between them. */
    private static List<String> listed(Config config, String key) {
        return Arrays.stream(config.getString(key).split(",", -1))
                .map(String::strip)
                .toList();
    }

    boolean isEngine() {
        return roles.contains(ENGINE);
    }

    boolean isGateway() {
        return roles.contains(GATEWAY);
    }

    /** The configuration of the actor system: the roles of the node are the roles of the cluster member. */
    Config applyTo(Config config) {
        var overrides = new HashMap<String, Object>();
        overrides.put("akka.cluster.roles", roles);
        if (!cassandra.isEmpty()) {
            overrides.put("parley.persistence.contact-points", cassandra);
        }
        return ConfigFactory.parseMap(overrides, "parley.server").withFallback(config);
    }
}
