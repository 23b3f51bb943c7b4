package parley.engine.lease;

/**
 * One life of a node as a holder of shards: a process has one after the other when it loses its lease, and holds nothing of an
 * earlier one.
 *
 * @param node unique in the cluster and over time, for instance the address with the process's uid
 * @param number from 1
 */
public record NodeIncarnation(String node, int number) {

    private static final char SEPARATOR = '#';

    /** As it stands in the rows of shards. */
    public String text() {
        return node + SEPARATOR + number;
    }

    /** Reads what {@link #text} made; anything else is an {@link IllegalArgumentException}. */
    public static NodeIncarnation parse(String text) {
        int separator = text.lastIndexOf(SEPARATOR);
        if (separator < 1) {
            throw new IllegalArgumentException("holder: " + text + " (expected: node#number)");
        }
        return new NodeIncarnation(text.substring(0, separator), Integer.parseInt(text.substring(separator + 1)));
    }

    NodeIncarnation next() {
        return new NodeIncarnation(node, number + 1);
    }
}
