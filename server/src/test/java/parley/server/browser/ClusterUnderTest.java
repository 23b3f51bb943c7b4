package parley.server.browser;

import java.util.List;

/** A whole installation as the browser tests see it: nodes with addresses, which can die and come back. One thread only. */
interface ClusterUnderTest extends AutoCloseable {

    /** Where each node serves the client and the HTTP API. */
    List<String> addresses();

    /** Ends a node's process at once, without a chance to say anything, as kill -9 does. Returns when it is gone. */
    void kill(int node);

    /** Returns when all nodes are ready, those that were killed among them. */
    void awaitReady();

    /** Stops everything in order and starts it again on the same data. Returns when all nodes are ready. */
    void restart();

    @Override
    void close();
}
