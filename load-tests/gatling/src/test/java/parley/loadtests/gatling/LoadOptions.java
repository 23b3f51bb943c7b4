package parley.loadtests.gatling;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How {@code ./parley load} was called.
 *
 * @param simulation as it was named
 * @param targets HTTP addresses of nodes that run; none: those of this machine
 * @param nodes how many nodes to start where none runs
 * @param parley the command that starts nodes; may be empty where there are targets
 * @param results where reports are left
 * @param properties what the simulation is told, by the names of the system properties without their prefix
 */
record LoadOptions(
        String simulation,
        List<String> targets,
        int nodes,
        String parley,
        Path results,
        Map<String, String> properties) {

    static final Map<String, Class<?>> SIMULATIONS = simulations();

    /** What becomes a system property of the simulation. */
    static final Set<String> PASSED_ON = Set.of(
            "profile",
            "users",
            "rate",
            "group-size",
            "ramp",
            "duration",
            "jitter",
            "p99",
            "messages",
            "record-users",
            "record-mb");

    static final String USAGE = """
            usage: load <simulation> [options]

              simulation: %s,
                          or the name of a class of your own on the class path

              --target URL[,URL…]  nodes that run, wherever they are; PARLEY_SERVICE_KEY has their service key
              --nodes N            nodes to start where none runs (3)
              --profile short|long what a simulation proposes: short for a build (this is what happens without options), long by hand
              --users N            virtual users
              --rate N             messages (history: readings) in a second, of all users together, whatever comes back
              --group-size N       members of a group (groups, mixed-day, soak)
              --ramp T             within what time all connect, such as 10s
              --duration T         for how long they talk then, such as 15s, 5m, 4h
              --jitter T           reconnect-storm: within what time they come back (5s)
              --p99 T              the run fails when the 99th percentile of delivery is above (5s; long: 1s)
              --messages N         history: messages that each chat has (200)
              --record-users N     how many users the checker looks at, in whole circles of those who share chats
              --record-mb N        how large the recording may become (512)
            """.formatted(String.join(", ", SIMULATIONS.keySet()));

    private static Map<String, Class<?>> simulations() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("ramp", RampSimulation.class);
        all.put("direct", DirectSimulation.class);
        all.put("groups", GroupsSimulation.class);
        all.put("hot-chat", HotChatSimulation.class);
        all.put("history", HistorySimulation.class);
        all.put("mixed-day", MixedDaySimulation.class);
        all.put("reconnect-storm", ReconnectStormSimulation.class);
        all.put("deploy", DeploySimulation.class);
        all.put("soak", SoakSimulation.class);
        return all;
    }

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    static LoadOptions parse(String[] arguments) {
        if (arguments.length == 0 || arguments[0].startsWith("-")) {
            throw new IllegalArgumentException("which simulation?");
        }
        List<String> targets = List.of();
        int nodes = 3;
        String parley = "";
        Path results = Path.of("target", "load");
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            String value = arguments[i + 1];
            switch (name) {
                case "target" ->
                    targets = Arrays.stream(value.split(",", -1))
                            .filter(url -> !url.isBlank())
                            .toList();
                case "nodes" -> nodes = nodes(value);
                case "parley" -> parley = value;
                case "results" -> results = Path.of(value);
                default -> {
                    if (!PASSED_ON.contains(name)) {
                        throw new IllegalArgumentException("unknown option " + arguments[i]);
                    }
                    properties.put(name, value);
                }
            }
        }
        LoadOptions options = new LoadOptions(arguments[0], targets, nodes, parley, results, properties);
        if (options.simulationClass().isEmpty()) {
            throw new IllegalArgumentException("unknown simulation " + arguments[0]);
        }
        return options;
    }

    private static int nodes(String value) {
        if (!value.matches("[1-9]")) {
            throw new IllegalArgumentException("--nodes: " + value + " (expected: from 1 to 9)");
        }
        return Integer.parseInt(value);
    }

    /** Empty if there is no such simulation. */
    String simulationClass() {
        Class<?> known = SIMULATIONS.get(simulation);
        return known != null ? known.getName() : simulation.contains(".") ? simulation : "";
    }
}
