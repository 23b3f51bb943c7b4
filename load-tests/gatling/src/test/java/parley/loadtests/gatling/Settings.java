package parley.loadtests.gatling;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How a simulation runs: system properties {@code parley.load.…}, and where they are missing, what the simulation itself proposes.
 *
 * @param targets HTTP addresses of the nodes
 * @param serviceKey opens the service API; from the environment, since what stands on a command line can be read by others
 * @param users how many virtual users
 * @param rate messages (of readers: pages) in a second, of all users together, whatever comes back
 * @param groupSize members of a group
 * @param ramp within what time all connect
 * @param duration for how long they talk, once all are there
 * @param jitter within what time those come back who were cut
 * @param p99 above which 99th percentile of delivery the run fails
 * @param recordUsers the checker looks at whole circles of users who share chats, up to so many users
 * @param recordMegabytes how large the recording may become
 * @param nodePids processes of the nodes on this machine, in the order of the targets; empty if they are not known
 * @param messages that each chat has before it is read
 * @param out where the recording and the verdict are left
 */
record Settings(
        List<String> targets,
        String serviceKey,
        int users,
        double rate,
        int groupSize,
        Duration ramp,
        Duration duration,
        Duration jitter,
        Duration p99,
        int recordUsers,
        int recordMegabytes,
        List<Long> nodePids,
        int messages,
        Path out) {

    static final String PREFIX = "parley.load.";
    private static final int RECORD_USERS = 2_000;
    /** In a short run half of the time is that of nodes that have just been started. */
    private static final Duration P99_SHORT = Duration.ofSeconds(5);

    private static final Duration P99_LONG = Duration.ofSeconds(1);
    static final String SERVICE_KEY = "PARLEY_SERVICE_KEY";

    /** What a simulation proposes: short for a build, long by hand. */
    record Proposal(int users, double rate, int groupSize, Duration ramp, Duration duration, int recordUsers) {

        /** All of a short run is recorded, and as much of a long one as the checker can hold. */
        Proposal(int users, double rate, int groupSize, Duration ramp, Duration duration) {
            this(users, rate, groupSize, ramp, duration, RECORD_USERS);
        }
    }

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    static Settings of(Proposal brief, Proposal full) {
        boolean isLong = text("profile", "short").equals("long");
        Proposal proposed = isLong ? full : brief;
        Settings settings = new Settings(
                list(text("target", "http://127.0.0.1:8080")),
                System.getenv().getOrDefault(SERVICE_KEY, ""),
                (int) number("users", proposed.users()),
                number("rate", proposed.rate()),
                (int) number("group-size", proposed.groupSize()),
                time("ramp", proposed.ramp()),
                time("duration", proposed.duration()),
                time("jitter", Duration.ofSeconds(5)),
                time("p99", isLong ? P99_LONG : P99_SHORT),
                (int) number("record-users", proposed.recordUsers()),
                (int) number("record-mb", 512),
                list(text("node-pids", "")).stream().map(Long::valueOf).toList(),
                (int) number("messages", 200),
                Path.of(text("out", "target/load")));
        settings.refuseNonsense();
        return settings;
    }

    private void refuseNonsense() {
        if (serviceKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "users are made through the service API: set " + SERVICE_KEY + " to the nodes' key");
        }
        between("users", users, 2, 100_000);
        between("rate", rate, 0, 1_000_000);
        between("group-size", groupSize, 2, 1_000);
        between("messages", messages, 1, 10_000);
        between("record-users", recordUsers, 0, 100_000);
        between("record-mb", recordMegabytes, 1, 100_000);
    }

    private static void between(String name, double value, double least, double most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PREFIX + name + ": " + value + " (expected: from " + least + " to " + most + ")");
        }
    }

    private static String text(String name, String otherwise) {
        return System.getProperty(PREFIX + name, otherwise);
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(",", -1)).filter(one -> !one.isBlank()).toList();
    }

    private static double number(String name, double otherwise) {
        String value = text(name, "");
        try {
            return value.isEmpty() ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PREFIX + name + ": " + value + " (expected: a number)", e);
        }
    }

    private static Duration time(String name, Duration otherwise) {
        String value = text(name, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        String digits = value.replaceFirst("(ms|s|m|h)$", "");
        try {
            long amount = Long.parseLong(digits);
            return switch (value.substring(digits.length())) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofSeconds(amount);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PREFIX + name + ": " + value + " (expected: such as 90s, 5m)", e);
        }
    }
}
