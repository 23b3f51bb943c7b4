package parley.loadtests.client;

import org.jspecify.annotations.Nullable;

/**
 * Sees every frame and every HTTP exchange of a client as it was on the wire, for instance to hold it against the published
 * documents. Called on several threads; must not block. What it sees contains tokens and texts: for tests only.
 */
public interface FrameTap {

    /** Looks at nothing. */
    FrameTap NONE = new FrameTap() {};

    /** A connection begins: what sees its frames, each of them after this and before {@link #closed}. Other frames are seen by none. */
    default FrameTap connecting(String socketUrl) {
        return this;
    }

    /** The connection is over for the client, whoever ended it; 1006 stands for one that broke or never was. Frames may still arrive. */
    default void closed(int code, String reason) {}

    /** A frame that is about to leave. */
    default void sent(String frame) {}

    /** A whole frame that arrived. */
    default void received(String frame) {}

    /** A request over HTTP and its answer. */
    default void exchanged(Exchange exchange) {}

    /**
     * One HTTP exchange; {@code path} includes the query. Bodies are null where there are none.
     *
     * @param node the base address that was asked
     * @param askedNanos {@link System#nanoTime} before the request left
     */
    record Exchange(
            String node,
            long askedNanos,
            String method,
            String path,
            @Nullable String requestBody,
            int status,
            @Nullable String responseBody) {}
}
