package parley.server.local;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * More environment for single children, from {@code PARLEY_NODE_ENV_K} for node K and {@code PARLEY_CASSANDRA_ENV}: {@code
 * NAME=VALUE}, several with spaces between them. For what one child alone should have, such as a clock that is wrong.
 */
final class ChildEnvironment {

    private ChildEnvironment() {}

    static Map<String, String> ofNode(int index) {
        return of("PARLEY_NODE_ENV_" + index, System.getenv());
    }

    static Map<String, String> ofCassandra() {
        return of("PARLEY_CASSANDRA_ENV", System.getenv());
    }

    static Map<String, String> of(String variable, Map<String, String> environment) {
        var found = new TreeMap<String, String>();
        Arrays.stream(environment.getOrDefault(variable, "").strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .forEach(word -> {
                    int equals = word.indexOf('=');
                    if (equals < 1) {
                        throw new ClusterFault(
                                variable + " has " + word, "write NAME=VALUE, several with spaces between them");
                    }
                    found.put(word.substring(0, equals), word.substring(equals + 1));
                });
        return Map.copyOf(found);
    }
}
