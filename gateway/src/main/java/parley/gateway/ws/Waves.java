package parley.gateway.ws;

import java.time.Duration;

/**
 * How the connections of a node that drains are asked to leave: so many a second as the target says, however many there are, so that
 * those who come back make no storm elsewhere; and faster when the last would be asked too late to leave in time.
 *
 * @param lasting from the first wave to the last
 * @param hurried whether they are asked faster than the target says
 */
record Waves(Duration lasting, boolean hurried) {

    /** After the time it was given, how long a client has to leave by itself. */
    static final Duration LEAVE_GRACE = Duration.ofSeconds(2);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    static Waves of(int connections, SocketSettings.Moves moves, Duration within) {
        Duration atTarget = Duration.ofNanos(connections * NANOS_PER_SECOND / moves.goAwayPerSecond());
        Duration leaving = moves.reconnectAfterMax().plus(LEAVE_GRACE).plus(SocketSettings.Moves.TICK.multipliedBy(2));
        Duration room = within.minus(leaving);
        Duration half = within.dividedBy(2);
        Duration most = room.compareTo(half) > 0 ? room : half;
        boolean hurried = atTarget.compareTo(most) > 0;
        return new Waves(hurried ? most : atTarget, hurried);
    }

    /** Which part of the connections is to have been asked by then. */
    double shareAfter(Duration passed) {
        return passed.compareTo(lasting) >= 0 ? 1 : (double) passed.toNanos() / lasting.toNanos();
    }
}
