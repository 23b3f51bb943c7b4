package parley.server.local;

import java.util.List;

/**
 * Where a child runs: on the loopback of this machine, or in a network namespace of its own.
 *
 * @param host the address that it listens on, which this machine and all other children reach
 * @param namespace empty: the one that we run in
 */
record Place(String host, String namespace) {

    static final Place LOOPBACK = new Place("127.0.0.1", "");

    /** What stands before the command of the child. It becomes the child, so the process id stays. */
    List<String> launcher() {
        return namespace.isEmpty() ? List.of() : List.of("ip", "netns", "exec", namespace);
    }
}
