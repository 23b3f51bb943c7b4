package parley.loadtests.client;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/**
 * How a {@link WireClient} behaves, from {@code parley.load-tests.client}; {@code reference.conf} explains each value.
 */
public record ClientSettings(Timing timing, Limits limits, boolean autoDelivered) {

    /** Every wait of a client: none is longer than what is written here. */
    public record Timing(
            Duration connectTimeout,
            Duration httpTimeout,
            Duration greetingTimeout,
            Duration requestTimeout,
            Duration probeTimeout,
            Duration operationDeadline,
            Duration backoffFirst,
            Duration backoffMax,
            Duration positionDelay) {

        /** @throws IllegalArgumentException if a request may not be tried once before its deadline */
        public Timing {
            if (requestTimeout.compareTo(operationDeadline) > 0) {
                throw new IllegalArgumentException(
                        "request-timeout: " + requestTimeout + " (expected: at most operation-deadline)");
            }
            if (backoffFirst.compareTo(backoffMax) > 0) {
                throw new IllegalArgumentException(
                        "backoff-first: " + backoffFirst + " (expected: at most backoff-max)");
            }
        }
    }

    /** Every bound of a client's memory. */
    public record Limits(
            int inFlightPerChatMax,
            int inFlightMax,
            int operationsMax,
            int chatsMax,
            int entriesPerChatMax,
            int heldBackMax,
            int firstPullMax,
            int outgoingMax) {

        /** @throws IllegalArgumentException if a bound is below 1, or all requests in flight do not fit the socket's queue */
        public Limits {
            if (Math.min(inFlightPerChatMax, Math.min(chatsMax, Math.min(entriesPerChatMax, heldBackMax))) < 1) {
                throw new IllegalArgumentException("a limit below 1");
            }
            if (inFlightMax >= outgoingMax || inFlightMax < 1 || operationsMax < inFlightMax) {
                throw new IllegalArgumentException("in-flight-max: " + inFlightMax
                        + " (expected: 1 to operations-max, and below outgoing-max " + outgoingMax + ")");
            }
        }
    }

    /** Reads {@code parley.load-tests.client} of a complete configuration. */
    public static ClientSettings from(Config root) {
        Config config = root.getConfig("parley.load-tests.client");
        return new ClientSettings(
                new Timing(
                        config.getDuration("connect-timeout"),
                        config.getDuration("http-timeout"),
                        config.getDuration("greeting-timeout"),
                        config.getDuration("request-timeout"),
                        config.getDuration("probe-timeout"),
                        config.getDuration("operation-deadline"),
                        config.getDuration("backoff-first"),
                        config.getDuration("backoff-max"),
                        config.getDuration("position-delay")),
                new Limits(
                        config.getInt("in-flight-per-chat-max"),
                        config.getInt("in-flight-max"),
                        config.getInt("operations-max"),
                        config.getInt("chats-max"),
                        config.getInt("entries-per-chat-max"),
                        config.getInt("held-back-max"),
                        config.getInt("first-pull-max"),
                        config.getInt("outgoing-max")),
                config.getBoolean("auto-delivered"));
    }

    /** The values of {@code reference.conf}. */
    public static ClientSettings defaults() {
        return from(ConfigFactory.defaultReference(ClientSettings.class.getClassLoader()));
    }

    /** The values of {@code reference.conf}, with some replaced, for example {@code "request-timeout = 1s"}. */
    public static ClientSettings with(String overrides) {
        return from(ConfigFactory.parseString("parley.load-tests.client {\n" + overrides + "\n}")
                .withFallback(ConfigFactory.defaultReference(ClientSettings.class.getClassLoader())));
    }
}
