package parley.loadtests.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the driver does.
 *
 * @param options of the driver, without their dashes
 */
record Workload(String name, Map<String, String> options) {

    private static final Duration SETTLE = Duration.ofMinutes(10);

    Workload {
        options = Map.copyOf(options);
    }

    static Workload of(String name, String... optionsAndValues) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < optionsAndValues.length; i += 2) {
            options.put(optionsAndValues[i], optionsAndValues[i + 1]);
        }
        return new Workload(name, options);
    }

    Workload with(String option, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(option, value);
        return new Workload(name, more);
    }

    boolean isIdle() {
        return name.equals("idle");
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        new TreeMap<>(options).forEach((option, value) -> {
            arguments.add("--" + option);
            arguments.add(value);
        });
        return arguments;
    }

    /** How many users must exist. */
    int users() {
        return switch (name) {
            case "direct-closed", "direct-open" -> 2 * number("pairs");
            case "hot", "group" -> number("members");
            case "idle", "resume" -> largest("sessions");
            case "history" -> 2 * number("chats");
            default -> throw new IllegalArgumentException("unknown workload " + name);
        };
    }

    /** When it has surely gone wrong: sessions are opened, and histories written, before it begins. */
    Duration within() {
        Duration time = SETTLE;
        for (String option : List.of("warm-up", "measure")) {
            time = time.plus(seconds(options.getOrDefault(option, "0s")));
        }
        if (isIdle()) {
            int steps = option("sessions").split(",", -1).length;
            time = time.plus(seconds(option("hold")).multipliedBy(steps));
        }
        if (options.containsKey("messages")) {
            time = time.plusMillis((long) number("messages") * number("chats"));
        }
        return time;
    }

    static Duration seconds(String time) {
        return Duration.ofSeconds(Long.parseLong(time.substring(0, time.length() - 1)));
    }

    private int number(String option) {
        return Integer.parseInt(option(option));
    }

    private int largest(String option) {
        return Arrays.stream(option(option).split(",", -1))
                .mapToInt(Integer::parseInt)
                .max()
                .orElseThrow();
    }

    String option(String option) {
        String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException(name + " needs --" + option);
        }
        return value;
    }
}
