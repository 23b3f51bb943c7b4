package parley.gateway.ws;

import java.time.Duration;

/**
 * How the connections of a node that drains are asked to leave: so many a second as the target says, however many there are, so that
 * those who come back make no storm elsewhere; no more at a time than may be on their way, since a client stays until it is greeted
 * elsewhere; and faster when the last would be asked too late to leave in time.
 *
 * @param connections how many there were when it began
 * @param lasting from the first wave to the last, when all leave as soon as they are to
 * @param latest when the last are asked, however many are still on their way
 * @param leavingAtOnce how many may have been asked and be there still
 * @param hurried whether they are asked faster than the target says
 */
record Waves(int connections, Duration lasting, Duration latest, int leavingAtOnce, boolean hurried) {

    /** After the time it was given, how long a client has to be greeted elsewhere and to leave by itself. */
    static final Duration LEAVE_GRACE = Duration.ofSeconds(6);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    static Waves of(int connections, SocketSettings.Moves moves, Duration within) {
        Duration atTarget = Duration.ofNanos(connections * NANOS_PER_SECOND / moves.goAwayPerSecond());
        Duration leaving = moves.reconnectAfterMax().plus(LEAVE_GRACE).plus(SocketSettings.Moves.TICK.multipliedBy(2));
        Duration room = within.minus(leaving);
        Duration half = within.dividedBy(2);
        Duration most = room.compareTo(half) > 0 ? room : half;
        boolean hurried = atTarget.compareTo(most) > 0;
        return new Waves(connections, hurried ? most : atTarget, most, moves.leavingAtOnce(), hurried);
    }

    /** Which part of the connections is to have been asked by then, if there is room for those who are on their way. */
    double shareAfter(Duration passed) {
        return passed.compareTo(lasting) >= 0 ? 1 : (double) passed.toNanos() / lasting.toNanos();
    }

    /** For which part of the connections there is room, when so many are here still. */
    double roomFor(Duration passed, int here) {
        boolean any = connections == 0 || passed.compareTo(latest) >= 0;
        return any ? 1 : Math.min(1, (double) (connections - here + leavingAtOnce) / connections);
    }
}
