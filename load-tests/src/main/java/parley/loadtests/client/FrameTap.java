package parley.loadtests.client;

import org.jspecify.annotations.Nullable;

/**
 * Sees every frame and every HTTP exchange of a client as it was on the wire, for instance to hold it against the published
 * documents. Called on several threads; must not block. What it sees contains tokens and texts: for tests only.
 */
public interface FrameTap {

    /** Looks at nothing. */
    FrameTap NONE = new FrameTap() {};

    /** A frame that is about to leave. */
    default void sent(String frame) {}

    /** A whole frame that arrived. */
    default void received(String frame) {}

    /** A request over HTTP and its answer. */
    default void exchanged(Exchange exchange) {}

    /** One HTTP exchange; {@code path} includes the query. Bodies are null where there are none. */
    record Exchange(
            String method,
            String path,
            @Nullable String requestBody,
            int status,
            @Nullable String responseBody) {}
}
