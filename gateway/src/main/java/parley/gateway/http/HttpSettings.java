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
        Limits limits,
        ChatCalls chatCalls,
        Config server) {

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
                Limits.from(config.getConfig("limits")),
                ChatCalls.from(config.getConfig("chat-calls")),
                config.getConfig("server").atPath("akka.http.server").withFallback(root));
    }

    /** What a request may hold: its body, and the items of a bulk request. */
    public record Limits(
            int bodyBytesMax,
            int serviceBodyBytesMax,
            int serviceUsersMax,
            int serviceChatsMax,
            int serviceMessagesMax) {

        public Limits {
            if (bodyBytesMax < 1 || serviceUsersMax < 1 || serviceChatsMax < 1 || serviceMessagesMax < 1) {
                throw new IllegalArgumentException("parley.gateway.http.limits: " + bodyBytesMax + ", "
                        + serviceUsersMax + ", " + serviceChatsMax + ", " + serviceMessagesMax + " (expected: >= 1)");
            }
            if (serviceBodyBytesMax < bodyBytesMax) {
                throw new IllegalArgumentException("parley.gateway.http.limits: service-body-bytes-max: "
                        + serviceBodyBytesMax + " (expected: at least body-bytes-max " + bodyBytesMax + ")");
            }
        }

        private static Limits from(Config config) {
            return new Limits(
                    Math.toIntExact(config.getBytes("body-bytes-max")),
                    Math.toIntExact(config.getBytes("service-body-bytes-max")),
                    config.getInt("service-users-max"),
                    config.getInt("service-chats-max"),
                    config.getInt("service-messages-max"));
        }
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
