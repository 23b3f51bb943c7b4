package parley.loadtests.drive;

import java.nio.charset.StandardCharsets;

/** Looks for bytes in frames, instead of parsing them. A place is -1 if there is none. */
final class Scan {

    private static final int RADIX = 10;

    private Scan() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] in, int from, int to) {
        return new String(in, from, to - from, StandardCharsets.UTF_8);
    }

    static boolean startsWith(byte[] in, int from, int to, byte[] token) {
        if (to - from < token.length) {
            return false;
        }
        for (int i = 0; i < token.length; i++) {
            if (in[from + i] != token[i]) {
                return false;
            }
        }
        return true;
    }

    static int find(byte[] in, int from, int to, byte what) {
        for (int i = from; i < to; i++) {
            if (in[i] == what) {
                return i;
            }
        }
        return -1;
    }

    /** The place behind the first occurrence. */
    static int after(byte[] in, int from, int to, byte[] token) {
        for (int at = find(in, from, to, token[0]); at >= 0; at = find(in, at + 1, to, token[0])) {
            if (startsWith(in, at, to, token)) {
                return at + token.length;
            }
        }
        return -1;
    }

    static boolean contains(byte[] in, int from, int to, byte[] token) {
        return after(in, from, to, token) >= 0;
    }

    /** The digits at a place; -1 if none stand there. */
    static long number(byte[] in, int at, int to) {
        if (at < 0) {
            return -1;
        }
        long value = 0;
        int place = at;
        while (place < to && in[place] >= '0' && in[place] <= '9') {
            value = value * RADIX + in[place] - '0';
            place++;
        }
        return place == at ? -1 : value;
    }

    /** The text from a place to the next such byte; empty if there is none. */
    static String until(byte[] in, int at, int to, char end) {
        int stop = at < 0 ? -1 : find(in, at, to, (byte) end);
        return stop < 0 ? "" : text(in, at, stop);
    }
}
