package parley.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node is, from {@code parley.server}.
 *
 * @param roles at least one of {@value #ENGINE} and {@value #GATEWAY}, in alphabetical order
 */
record ServerSettings(List<String> roles, boolean parentPipe) {

    static final String ENGINE = "engine";
    static final String GATEWAY = "gateway";

    private static final Set<String> KNOWN_ROLES = Set.of(ENGINE, GATEWAY);

    /** Refuses a list of roles that is empty or holds an unknown one: such a node would join and do nothing. */
    ServerSettings {
        if (roles.isEmpty() || !KNOWN_ROLES.containsAll(roles)) {
            throw new IllegalArgumentException(
                    "PARLEY_ROLES: " + roles + " (expected: engine, gateway, or both with a comma)");
        }
        roles = List.copyOf(roles);
    }

    static ServerSettings from(Config config) {
        var roles = new TreeSet<String>();
        Arrays.stream(config.getString("parley.server.roles").split(",", -1))
                .map(String::strip)
                .forEach(roles::add);
        return new ServerSettings(List.copyOf(roles), config.getBoolean("parley.parent-pipe"));
    }

    boolean isEngine() {
        return roles.contains(ENGINE);
    }

    boolean isGateway() {
        return roles.contains(GATEWAY);
    }

    /** The configuration of the actor system: the roles of the node are the roles of the cluster member. */
    Config applyTo(Config config) {
        return ConfigFactory.parseMap(
                        Map.of("akka.cluster.roles", ConfigValueFactory.fromIterable(roles)), "parley.server.roles")
                .withFallback(config);
    }
}
