package parley.engine.id;

/**
 * How far into a chat somebody is: up to and including the entry {@code seq}, of which {@code messages} are messages (the
 * others are changes of membership and the like). Unread is a difference of two of these, never a counter.
 */
public record Position(long seq, long messages) {

    public static final Position START = new Position(0, 0);

    public Position {
        if (seq < 0 || messages < 0 || messages > seq) {
            throw new IllegalArgumentException(
                    "position: " + seq + "/" + messages + " (expected: 0 <= messages <= seq)");
        }
    }

    public boolean isBefore(Position other) {
        return seq < other.seq;
    }

    public Position max(Position other) {
        return other.seq > seq ? other : this;
    }
}
