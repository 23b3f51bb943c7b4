package parley.gateway;

import com.typesafe.config.Config;
import parley.gateway.auth.UserDirectory;
import parley.gateway.tls.TlsSettings;
import parley.gateway.wire.WireLimits;
import parley.gateway.ws.SocketSettings;

/** The gateway's settings, {@code parley.gateway}; {@code reference.conf} explains each. */
public record GatewaySettings(WireLimits limits, SocketSettings socket, Chats chats, TlsSettings tls) {

    /** Of a frame, for what is about a page and not of it. */
    private static final int PAGE_OTHER_BYTES_MAX = 1_024;

    public GatewaySettings {
        // Whoever creates a chat is looked up with those whom the frame names.
        require(
                limits.usersMax() < UserDirectory.USERS_MAX,
                "limits.users-max: " + limits.usersMax() + " (expected: below " + UserDirectory.USERS_MAX + ")");
        require(
                limits.usersMax() < chats.membersMax(),
                "limits.users-max: " + limits.usersMax() + " (expected: below the members of a group, "
                        + chats.membersMax() + ")");
        require(
                chats.pageBytesMax() <= limits.frameBytesMax() - PAGE_OTHER_BYTES_MAX,
                "limits.frame-bytes-max: " + limits.frameBytesMax() + " (expected: " + PAGE_OTHER_BYTES_MAX
                        + " above parley.engine.chat.page-bytes-max " + chats.pageBytesMax() + ")");
        require(
                !tls.enabled()
                        || tls.handshakeTimeout().compareTo(socket.timing().helloTimeout()) < 0,
                "tls.handshake-timeout: " + tls.handshakeTimeout() + " (expected: below socket.timing.hello-timeout, "
                        + socket.timing().helloTimeout() + ", which is for it too)");
    }

    /** What clients meet of the engine's own bounds. */
    public record Chats(int membersMax, int pageBytesMax) {

        private static Chats from(Config config) {
            return new Chats(config.getInt("members-max"), Math.toIntExact(config.getBytes("page-bytes-max")));
        }
    }

    /** Reads and checks all of them; fails when one is missing, of another type, or at odds with another. */
    public static GatewaySettings from(Config config) {
        Config gateway = config.getConfig("parley.gateway");
        return new GatewaySettings(
                limits(gateway.getConfig("limits")),
                SocketSettings.from(gateway.getConfig("socket")),
                Chats.from(config.getConfig("parley.engine.chat")),
                TlsSettings.from(gateway.getConfig("tls")));
    }

    private static WireLimits limits(Config config) {
        return new WireLimits(
                Math.toIntExact(config.getBytes("frame-bytes-max")),
                config.getInt("nesting-max"),
                config.getInt("text-units-max"),
                config.getInt("title-units-max"),
                config.getInt("token-units-max"),
                config.getInt("users-max"),
                config.getInt("watched-max"),
                config.getInt("open-chats-max"),
                config.getInt("page-max"));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("parley.gateway." + what);
        }
    }
}
