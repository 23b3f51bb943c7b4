package parley.gateway.auth;

/**
 * Which web origins may use a browser's cookies. Requests without an {@code Origin} header do not come from a page and are not
 * asked about. Thread-safe.
 */
public interface OriginPolicy {

    /**
     * Whether a page of this origin may connect.
     *
     * @param origin the header {@code Origin}, as sent
     * @param host the header {@code Host} of the same request, empty when it is missing
     */
    boolean allows(String origin, String host);
}
