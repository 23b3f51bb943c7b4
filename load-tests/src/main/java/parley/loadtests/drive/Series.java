package parley.loadtests.drive;

import java.util.Arrays;

/** The messages of one sender that are in flight: each until its ack came and all its receivers have heard it. */
final class Series {

    private static final int CAPACITY_FIRST = 4;

    private long[] intended = new long[CAPACITY_FIRST];
    private int[] parts = new int[CAPACITY_FIRST];
    private int first;
    private int next;

    /** Numbers follow each other. */
    void begin(int number, long intendedNanos, int partsExpected) {
        if (number != next) {
            throw new IllegalArgumentException("number: " + number + " (expected: " + next + ")");
        }
        if (next - first == intended.length) {
            grow();
        }
        int place = place(next++);
        intended[place] = intendedNanos;
        parts[place] = partsExpected;
    }

    /** When it was meant to be sent; only while it is in flight. */
    long intendedNanos(int number) {
        return intended[place(number)];
    }

    /** One of the parts has come; whether it was the last. */
    boolean part(int number) {
        if (number < first || parts[place(number)] == 0) {
            return false;
        }
        return --parts[place(number)] == 0 && end();
    }

    /** Nothing more of it is waited for; whether it was in flight. */
    boolean abandon(int number) {
        if (number < first || parts[place(number)] == 0) {
            return false;
        }
        parts[place(number)] = 0;
        return end();
    }

    private boolean end() {
        while (first < next && parts[place(first)] == 0) {
            first++;
        }
        return true;
    }

    private int place(int number) {
        return number & (intended.length - 1);
    }

    private void grow() {
        long[] wasIntended = intended;
        int[] wereParts = parts;
        intended = Arrays.copyOf(intended, intended.length * 2);
        parts = Arrays.copyOf(parts, parts.length * 2);
        for (int number = first; number < next; number++) {
            int old = number & (wasIntended.length - 1);
            intended[place(number)] = wasIntended[old];
            parts[place(number)] = wereParts[old];
        }
    }
}
