package parley.loadtests.faults;

/**
 * A node of a running cluster as its status said a moment ago.
 *
 * @param state {@code starting}, {@code ready}, {@code stopping} or {@code down}
 * @param chatShards how many shards of chats it holds: 0 after all have moved away
 */
public record ClusterNode(
        int index, ClusterChild child, String state, String http, String ws, String management, int chatShards) {}
