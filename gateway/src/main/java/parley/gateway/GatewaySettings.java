package parley.gateway;

import com.typesafe.config.Config;
import parley.gateway.wire.WireLimits;
import parley.gateway.ws.SocketSettings;

/** The gateway's settings, {@code parley.gateway}; {@code reference.conf} explains each. */
public record GatewaySettings(WireLimits limits, SocketSettings socket) {

    /** Reads and checks all of them; fails when one is missing, of another type, or at odds with another. */
    public static GatewaySettings from(Config config) {
        Config gateway = config.getConfig("parley.gateway");
        return new GatewaySettings(
                limits(gateway.getConfig("limits")), SocketSettings.from(gateway.getConfig("socket")));
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
}
