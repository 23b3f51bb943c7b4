package parley.gateway.ws;

import com.typesafe.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of the socket side, {@code parley.gateway.socket}; {@code reference.conf} explains each. */
public record SocketSettings(
        Listener listener,
        Timing timing,
        Traffic traffic,
        Admission admission,
        Outbound outbound,
        Moves moves,
        String history) {

    private static final int HISTORY_UNITS_MAX = 64;

    public SocketSettings {
        require(history.length() <= HISTORY_UNITS_MAX, "history", history.length(), "a short name");
    }

    public static SocketSettings from(Config config) {
        return new SocketSettings(
                Listener.from(config.getConfig("listener")),
                Timing.from(config.getConfig("timing")),
                Traffic.from(config.getConfig("traffic")),
                Admission.from(config.getConfig("admission")),
                Outbound.from(config.getConfig("outbound")),
                Moves.from(config.getConfig("moves")),
                config.getString("history"));
    }

    /** What {@code welcome} says; null where nothing is configured. */
    @Nullable
    String toldHistory() {
        return history.isEmpty() ? null : history;
    }

    /** {@code eventLoops}: 0 for one a processor. {@code sendBufferBytes}: 0 for what the system chooses. */
    public record Listener(
            String host,
            int port,
            int backlog,
            int acceptsPerSecond,
            int acceptsBurst,
            int eventLoops,
            int connectionsMax,
            int sendBufferBytes) {

        /** Of each processor, where {@code acceptsPerSecond} is 0. */
        private static final int ACCEPTS_OF_A_PROCESSOR = 200;

        public Listener {
            require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
            require(
                    eventLoops >= 0 && eventLoops <= Lane.LANES_MAX,
                    "event-loops",
                    eventLoops,
                    "0 to " + Lane.LANES_MAX);
            requirePositive("backlog", backlog);
            require(acceptsPerSecond >= 0, "accepts-per-second", acceptsPerSecond, ">= 0");
            acceptsPerSecond = acceptsPerSecond == 0
                    ? ACCEPTS_OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors()
                    : acceptsPerSecond;
            requirePositive("accepts-burst", acceptsBurst);
            requirePositive("connections-max", connectionsMax);
            require(sendBufferBytes >= 0, "send-buffer", sendBufferBytes, ">= 0");
        }

        private static Listener from(Config config) {
            return new Listener(
                    config.getString("host"),
                    config.getInt("port"),
                    config.getInt("backlog"),
                    config.getInt("accepts-per-second"),
                    config.getInt("accepts-burst"),
                    config.getInt("event-loops"),
                    config.getInt("connections-max"),
                    bytes(config, "send-buffer"));
        }
    }

    /** {@code requestTries}: how often the engine is told a request before it is answered {@code unavailable}. */
    public record Timing(
            Duration helloTimeout,
            Duration heartbeat,
            Duration clockSkew,
            Duration requestTimeout,
            int requestTries,
            Duration closeTimeout) {

        public Timing {
            requirePositive("hello-timeout", helloTimeout.toMillis());
            requirePositive("heartbeat", heartbeat.toMillis());
            requirePositive("request-timeout", requestTimeout.toMillis());
            requirePositive("request-tries", requestTries);
            requirePositive("close-timeout", closeTimeout.toMillis());
        }

        private static Timing from(Config config) {
            return new Timing(
                    config.getDuration("hello-timeout"),
                    config.getDuration("heartbeat"),
                    config.getDuration("clock-skew"),
                    config.getDuration("request-timeout"),
                    config.getInt("request-tries"),
                    config.getDuration("close-timeout"));
        }

        /** After how long without a word a client is taken for gone: two and a half heartbeats. */
        long idleNanos() {
            return heartbeat.toNanos() * 5 / 2;
        }
    }

    /** What one connection may ask. */
    public record Traffic(
            int framesPerSecond,
            int framesBurst,
            int floodPerSecond,
            int floodBurst,
            int invitationsPerSecond,
            int invitationsBurst,
            int openRequestsMax,
            int flightCharsMax,
            int readsInFlightMax,
            int badFramesMax) {

        public Traffic {
            requirePositive("frames-per-second", framesPerSecond);
            requirePositive("frames-burst", framesBurst);
            requirePositive("flood-per-second", floodPerSecond);
            requirePositive("flood-burst", floodBurst);
            requirePositive("invitations-per-second", invitationsPerSecond);
            requirePositive("invitations-burst", invitationsBurst);
            requirePositive("open-requests-max", openRequestsMax);
            requirePositive("flight-chars-max", flightCharsMax);
            requirePositive("reads-in-flight-max", readsInFlightMax);
            requirePositive("bad-frames-max", badFramesMax);
        }

        TokenRate frames() {
            return new TokenRate(framesPerSecond, framesBurst);
        }

        TokenRate flood() {
            return new TokenRate(floodPerSecond, floodBurst);
        }

        TokenRate invitations() {
            return new TokenRate(invitationsPerSecond, invitationsBurst);
        }

        private static Traffic from(Config config) {
            return new Traffic(
                    config.getInt("frames-per-second"),
                    config.getInt("frames-burst"),
                    config.getInt("flood-per-second"),
                    config.getInt("flood-burst"),
                    config.getInt("invitations-per-second"),
                    config.getInt("invitations-burst"),
                    config.getInt("open-requests-max"),
                    config.getInt("flight-chars-max"),
                    config.getInt("reads-in-flight-max"),
                    config.getInt("bad-frames-max"));
        }
    }

    /** What is let in before anybody is known. {@code greetingsAtOnce}: 0 for half as many as there are processors. */
    public record Admission(
            int perAddressPerSecond,
            int perAddressBurst,
            int perSecond,
            int burst,
            int addressesMax,
            int greetingsAtOnce,
            int greetingsWaitingMax,
            Duration greetingTurn) {

        public Admission {
            requirePositive("per-address-per-second", perAddressPerSecond);
            requirePositive("per-address-burst", perAddressBurst);
            requirePositive("per-second", perSecond);
            requirePositive("burst", burst);
            requirePositive("addresses-max", addressesMax);
            require(greetingsAtOnce >= 0, "greetings-at-once", greetingsAtOnce, ">= 0");
            greetingsAtOnce = greetingsAtOnce == 0
                    ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
                    : greetingsAtOnce;
            requirePositive("greetings-waiting-max", greetingsWaitingMax);
        }

        private static Admission from(Config config) {
            return new Admission(
                    config.getInt("per-address-per-second"),
                    config.getInt("per-address-burst"),
                    config.getInt("per-second"),
                    config.getInt("burst"),
                    config.getInt("addresses-max"),
                    config.getInt("greetings-at-once"),
                    config.getInt("greetings-waiting-max"),
                    config.getDuration("greeting-turn"));
        }
    }

    /** What waits for a client that reads slowly. */
    public record Outbound(
            int writeBufferLow, int writeBufferHigh, int pushBytesMax, int replyBytesMax, int laneBytesMax) {

        public Outbound {
            requirePositive("write-buffer-low", writeBufferLow);
            require(writeBufferHigh > writeBufferLow, "write-buffer-high", writeBufferHigh, "> write-buffer-low");
            requirePositive("push-bytes-max", pushBytesMax);
            requirePositive("reply-bytes-max", replyBytesMax);
            requirePositive("lane-bytes-max", laneBytesMax);
        }

        private static Outbound from(Config config) {
            return new Outbound(
                    bytes(config, "write-buffer-low"),
                    bytes(config, "write-buffer-high"),
                    bytes(config, "push-bytes-max"),
                    bytes(config, "reply-bytes-max"),
                    bytes(config, "lane-bytes-max"));
        }
    }

    /** How connections are moved: to sessions elsewhere, and to other nodes. */
    public record Moves(
            int registerAgainPerTick,
            Duration confirmWithin,
            int goAwayPerSecond,
            int leavingAtOnce,
            Duration reconnectAfterMin,
            Duration reconnectAfterMax) {

        /** What {@code registerAgainPerTick} counts in. */
        static final Duration TICK = Duration.ofMillis(100);

        public Moves {
            requirePositive("register-again-per-tick", registerAgainPerTick);
            requirePositive("register-again-confirm-within", confirmWithin.toMillis());
            requirePositive("go-away-per-second", goAwayPerSecond);
            requirePositive("leaving-at-once", leavingAtOnce);
            require(
                    reconnectAfterMax.compareTo(reconnectAfterMin) > 0,
                    "reconnect-after-max",
                    reconnectAfterMax.toMillis(),
                    "> reconnect-after-min");
        }

        private static Moves from(Config config) {
            return new Moves(
                    config.getInt("register-again-per-tick"),
                    config.getDuration("register-again-confirm-within"),
                    config.getInt("go-away-per-second"),
                    config.getInt("leaving-at-once"),
                    config.getDuration("reconnect-after-min"),
                    config.getDuration("reconnect-after-max"));
        }
    }

    private static int bytes(Config config, String path) {
        return Math.toIntExact(config.getBytes(path));
    }

    private static void requirePositive(String what, long value) {
        require(value > 0, what, value, "> 0");
    }

    private static void require(boolean holds, String what, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
