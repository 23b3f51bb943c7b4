package parley.gateway.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Allows pages of the same host name, whatever the port (the socket and the HTTP API of a node listen on different ones), and the
 * origins that are configured.
 */
final class HostOriginPolicy implements OriginPolicy {

    private final Set<String> allowed;

    HostOriginPolicy(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public boolean allows(String origin, String host) {
        if (allowed.contains(origin)) {
            return true;
        }
        String from = hostName(origin);
        return from != null && from.equals(hostName("http://" + host));
    }

    private static @Nullable String hostName(String address) {
        try {
            URI uri = new URI(address);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null ? uri.getHost().toLowerCase(Locale.ROOT) : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
