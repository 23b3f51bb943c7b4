package parley.loadtests.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How the demo runs.
 *
 * @param nodes base addresses of the HTTP API, at least one
 * @param pace from one speech of a scene to the next
 * @param scenes how many scenes are played, from the first
 * @param stages how many scenes are played at once
 */
public record DemoOptions(List<String> nodes, Duration pace, int scenes, int stages) {

    static final String USAGE = """
            usage: demo --http URL[,URL...] [--pace MILLIS] [--scenes N] [--stages N]

              --http    the nodes' HTTP addresses, for instance http://127.0.0.1:8080
              --pace    milliseconds from one speech of a scene to the next (default 300)
              --scenes  how many scenes to play, from the first (default: all)
              --stages  how many scenes to play at once (default 4)
            """;

    private static final Duration PACE = Duration.ofMillis(300);
    private static final int STAGES = 4;

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    public DemoOptions {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("--http is missing");
        }
        if (pace.isNegative()) {
            throw new IllegalArgumentException("--pace: " + pace.toMillis() + " (expected: 0 or more milliseconds)");
        }
        if (scenes < 1 || stages < 1 || stages > 32) {
            throw new IllegalArgumentException("--scenes and --stages: from 1, --stages at most 32");
        }
    }

    /** All scenes at the default pace. */
    public static DemoOptions of(List<String> nodes) {
        return new DemoOptions(nodes, PACE, Integer.MAX_VALUE, STAGES);
    }

    static DemoOptions parse(String[] arguments) {
        List<String> nodes = List.of();
        Duration pace = PACE;
        int scenes = Integer.MAX_VALUE;
        int stages = STAGES;
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = arguments[i + 1];
            switch (name) {
                case "--http" ->
                    nodes = Arrays.stream(value.split(","))
                            .filter(url -> !url.isBlank())
                            .toList();
                case "--pace" -> pace = Duration.ofMillis(number(name, value));
                case "--scenes" -> scenes = number(name, value);
                case "--stages" -> stages = number(name, value);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        return new DemoOptions(nodes, pace, scenes, stages);
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)", e);
        }
    }
}
