package parley.persistence;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;

/** Cassandra and this node do not come to terms about TLS; the settings, the certificates or the files of one of them are wrong. */
public final class StoreNotTrusted extends RuntimeException {

    StoreNotTrusted(InetSocketAddress contactPoint, SSLException cause) {
        super(
                "no TLS with Cassandra at " + contactPoint.getHostString() + ":" + contactPoint.getPort() + ": "
                        + reason(cause) + " (see PARLEY_CASSANDRA_TLS in docs/operations.md)",
                cause);
    }

    /** The innermost says most: that a path could not be built, or which name was missing. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
