package parley.loadtests.drive;

import java.util.HashSet;
import java.util.Set;

/** Which of the numbers 0, 1, 2... were seen, when they are expected once each and in that order. */
final class Progress {

    private int next;
    /** Below {@code next}, and not seen. */
    private final Set<Integer> holes = new HashSet<>(0);

    /** What a number is, when it is seen. */
    enum Seen {
        /** Later than all before, though perhaps not the very next. */
        IN_ORDER,
        /** A later one was seen before. */
        LATE,
        AGAIN
    }

    Seen see(int number) {
        if (number >= next) {
            for (int hole = next; hole < number; hole++) {
                holes.add(hole);
            }
            next = number + 1;
            return Seen.IN_ORDER;
        }
        return holes.remove(number) ? Seen.LATE : Seen.AGAIN;
    }

    boolean saw(int number) {
        return number < next && !holes.contains(number);
    }
}
