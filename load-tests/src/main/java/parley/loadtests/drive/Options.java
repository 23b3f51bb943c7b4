package parley.loadtests.drive;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run was asked for: a dialect, a workload, and options with defaults. Values that make no sense are refused with an {@link
 * IllegalArgumentException} whose message is for people.
 */
public final class Options {

    static final String USAGE = """
            usage: drive parley|xmpp|echo WORKLOAD [--option value]...

              direct-closed  --pairs 500: one message in flight in each; the next goes when the last is acked and delivered
              direct-open    --pairs 500 --rate 1000: Poisson arrivals; latency counts from the intended send time
              hot            --members 10 --window 10: all members send, so many in flight each
              group          --members 100 --senders 4 --window 8: only the senders send
              idle           --sessions 2000,10000 --hold 60s: opens up to each number, and holds it for that long
              resume         --sessions 1000 --outstanding 16: cuts and resumes, so many at a time
              history        --chats 10 --messages 1000 --outstanding 16 --read newest|random: pages of 50

              --warm-up 20s  --measure 30s  --quiet 5s (nothing new for so long is the end)  --body 128 (bytes of a text)
              --connect-rate 200 (a second)  --addresses N (127.0.0.2 on)  --ping 20s  --seed 1  --out FILE  --run NAME
              parley: --http URL[,URL...]  --receipt-every 500ms; PARLEY_SERVICE_KEY has the service key
              xmpp:   --ws URL  --host localhost  --muc conference.localhost  --password x  --user-prefix u  --first-user 0
              echo:   --ws URL
            """;

    private static final Map<String, String> DEFAULTS = defaults();

    private final String dialect;
    private final String workload;
    private final Map<String, String> given;

    private Options(String dialect, String workload, Map<String, String> given) {
        this.dialect = dialect;
        this.workload = workload;
        this.given = given;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        defaults.put("pairs", "500");
        defaults.put("rate", "1000");
        defaults.put("members", "");
        defaults.put("senders", "4");
        defaults.put("window", "");
        defaults.put("sessions", "1000");
        defaults.put("hold", "60s");
        defaults.put("outstanding", "16");
        defaults.put("chats", "10");
        defaults.put("messages", "1000");
        defaults.put("read", "newest");
        defaults.put("warm-up", "20s");
        defaults.put("measure", "30s");
        defaults.put("quiet", "5s");
        defaults.put("body", "128");
        defaults.put("connect-rate", "200");
        defaults.put("addresses", "");
        defaults.put("ping", "20s");
        defaults.put("seed", "1");
        defaults.put("out", "");
        defaults.put("run", "");
        defaults.put("http", "http://127.0.0.1:8080");
        defaults.put("receipt-every", "500ms");
        defaults.put("ws", "");
        defaults.put("host", "localhost");
        defaults.put("muc", "conference.localhost");
        defaults.put("password", "x");
        defaults.put("user-prefix", "u");
        defaults.put("first-user", "0");
        return defaults;
    }

    /** As they stand on a command line. */
    public static Options parse(String... arguments) {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("a dialect and a workload are missing");
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (!arguments[i].startsWith("--") || !DEFAULTS.containsKey(name)) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            given.put(name, arguments[i + 1]);
        }
        return new Options(arguments[0], arguments[1], given);
    }

    String dialect() {
        return dialect;
    }

    String workload() {
        return workload;
    }

    /** Those that are not defaults. */
    Map<String, String> given() {
        return given;
    }

    String text(String name) {
        String fallback = DEFAULTS.get(name);
        if (fallback == null) {
            throw new IllegalStateException("option: " + name + " (expected: one with a default)");
        }
        return given.getOrDefault(name, fallback);
    }

    /** What it is if it was neither given nor has one default for all workloads. */
    String text(String name, String fallback) {
        String value = text(name);
        return value.isEmpty() ? fallback : value;
    }

    int number(String name, int least, int most) {
        return number(name, text(name), least, most);
    }

    int number(String name, int fallback, int least, int most) {
        return number(name, text(name, Integer.toString(fallback)), least, most);
    }

    static int number(String name, String value, int least, int most) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + ": " + value + " (expected: a whole number)", e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "--" + name + ": " + number + " (expected: " + least + " to " + most + ")");
        }
        return number;
    }

    Duration time(String name) {
        String value = text(name);
        int count = number(name, value.replaceFirst("(ms|s)$", ""), 0, Integer.MAX_VALUE);
        return value.endsWith("ms") ? Duration.ofMillis(count) : Duration.ofSeconds(count);
    }
}
