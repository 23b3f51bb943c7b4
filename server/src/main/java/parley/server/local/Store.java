package parley.server.local;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The Cassandra of a local cluster: one of our own or one that runs already ({@link ExternalStore}). */
interface Store {

    /** {@code host:port}; known before it answers. */
    List<String> contactPoints();

    /** The network namespace that it runs in; empty when that is ours or it is not a process of ours. */
    String namespace();

    /** Starts it, or starts it again after it died. The future completes when it answers, or with a {@link ClusterFault}. */
    CompletableFuture<Void> start();

    /** The process id; 0 when it is not a process of ours or does not run. */
    long pid();

    /** Whether a process of ours died. */
    boolean died();

    /** Asks a process of ours for something; one that is not ours, or does not run, hears nothing. Does not wait. */
    void ask(String line);

    /** Stops it if it is ours. Returns when it is gone. */
    void stop();
}
