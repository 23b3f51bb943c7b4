package parley.gateway.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parley.gateway.http.HttpCollaborators.SocketPlace;

/** Tells clients where the socket is: where the operator says, or on the host that they asked already. Thread-safe. */
final class PublicAddress {

    /** A host name or address, and perhaps a port: what may go from a request's header into an answer. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private static final String FALLBACK_HOST = "localhost";

    private final String configured;
    private final SocketPlace socket;

    PublicAddress(String configured, SocketPlace socket) {
        this.configured = configured;
        this.socket = socket;
    }

    String socketUrl(Call call) {
        return configured.isEmpty() ? socketOrigin(call) + socket.path() : configured;
    }

    /** Scheme, host and port, as a content security policy wants them. */
    String socketOrigin(Call call) {
        if (!configured.isEmpty()) {
            int path = configured.indexOf('/', configured.indexOf("://") + 3);
            return path < 0 ? configured : configured.substring(0, path);
        }
        Matcher host = HOST.matcher(call.host());
        String name = host.matches() ? host.group(1) : FALLBACK_HOST;
        return (call.isHttps() ? "wss://" : "ws://") + name + ":"
                + socket.port().getAsInt();
    }
}
