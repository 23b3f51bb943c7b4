package parley.gateway.http;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Settings of the HTTP API, read once from {@code parley.gateway.http}; {@code reference.conf} says what each is.
 *
 * @param port 0 for any that is free
 * @param socketUrl where clients find the socket; empty to make it of the host that they asked and the socket's port
 * @param behindProxy whether {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param server overrides of {@code akka.http.server}
 */
public record HttpSettings(
        String host,
        int port,
        String socketUrl,
        boolean behindProxy,
        Duration bodyTimeout,
        Duration stopTimeout,
        ChatCalls chatCalls,
        Config server) {

    /** Of a request's body, in bytes. */
    static final int BODY_BYTES_MAX = 65_536;

    /** Of the body of a request to the service API, in bytes. */
    static final int SERVICE_BODY_BYTES_MAX = 1 << 20;

    public HttpSettings {
        requireTimeToAnswer(chatCalls, server.getString("akka.http.server.request-timeout"), server);
    }

    /** What a bulk request waits for must be over while its connection still waits for it. */
    private static void requireTimeToAnswer(ChatCalls calls, String requestTimeout, Config server) {
        Duration longest = calls.bulkWithin().plus(calls.timeout().multipliedBy(calls.tries()));
        boolean inTime = requestTimeout.equals("infinite")
                || longest.compareTo(server.getDuration("akka.http.server.request-timeout")) < 0;
        if (!inTime) {
            throw new IllegalArgumentException("parley.gateway.http.chat-calls: bulk-within + tries * timeout: "
                    + longest + " (expected: less than server.request-timeout " + requestTimeout + ")");
        }
    }

    public static HttpSettings from(Config root) {
        Config config = root.getConfig("parley.gateway.http");
        return new HttpSettings(
                config.getString("host"),
                config.getInt("port"),
                config.getString("socket-url"),
                config.getBoolean("behind-proxy"),
                config.getDuration("body-timeout"),
                config.getDuration("stop-timeout"),
                ChatCalls.from(config.getConfig("chat-calls")),
                config.getConfig("server").atPath("akka.http.server").withFallback(root));
    }

    /** How chats are asked: each try waits for {@code timeout}. */
    public record ChatCalls(
            Duration timeout, int tries, int pendingMax, int bulkParallelism, Duration bulkWithin, int listReadsMax) {

        public ChatCalls {
            if (tries < 1 || pendingMax < 1 || bulkParallelism < 1 || listReadsMax < 1) {
                throw new IllegalArgumentException("parley.gateway.http.chat-calls: " + tries + ", " + pendingMax + ", "
                        + bulkParallelism + ", " + listReadsMax + " (expected: >= 1)");
            }
        }

        private static ChatCalls from(Config config) {
            return new ChatCalls(
                    config.getDuration("timeout"),
                    config.getInt("tries"),
                    config.getInt("pending-max"),
                    config.getInt("bulk-parallelism"),
                    config.getDuration("bulk-within"),
                    config.getInt("list-reads-max"));
        }
    }
}
