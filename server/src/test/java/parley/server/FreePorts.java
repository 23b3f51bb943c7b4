package parley.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for tests, from below the range from which the system serves outgoing connections: one from inside it may be taken by such
 * a connection before it is used. Not where the nodes of {@code ./parley up} choose theirs either, and not where another JVM of tests
 * that runs beside this one does: each has a range of its own.
 */
public final class FreePorts {

    private static final int RANGE = 2_500;
    private static final int RANGES = 4;
    /** Numbers from 1; failsafe tells those that run beside each other. */
    private static final int JVM = Integer.getInteger("parley.test.jvm", 1);

    private static final int MIN = 10_000 + JVM % RANGES * RANGE;
    private static final int MAX = MIN + RANGE;
    private static final int TRIES_MAX = 1_000;

    private FreePorts() {}

    /** A port that is free now. */
    public static int one() {
        return firstOf(1);
    }

    /** A port that is free now, as are the next ones. */
    public static int firstOf(int count) {
        return ThreadLocalRandom.current()
                .ints(TRIES_MAX, MIN, MAX - count)
                .filter(first -> IntStream.range(first, first + count).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + count + " free ports in a row"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
