package parley.loadtests.drive;

/**
 * What stands at the beginning of every text, in letters that no protocol escapes: the run, who sent it, the how-manieth of theirs
 * it is, and when it was meant to be sent. {@code ~rrrrrrrrssssssnnnnnnnntttttttttttttttt~}, all of it hexadecimal. No frame of
 * either protocol has a tilde anywhere else.
 */
final class Stamp {

    static final byte MARK = '~';
    static final int RUN_DIGITS = 8;
    static final int SENDER_DIGITS = 6;
    static final int NUMBER_DIGITS = 8;
    static final int NANOS_DIGITS = 16;
    static final int LENGTH = 2 + RUN_DIGITS + SENDER_DIGITS + NUMBER_DIGITS + NANOS_DIGITS;

    private static final int HEX_BITS = 4;
    private static final int LETTER = 10;

    private Stamp() {}

    /** Whether a whole stamp stands here. */
    static boolean isAt(byte[] in, int at, int to) {
        return at >= 0 && at + LENGTH <= to && in[at] == MARK && in[at + LENGTH - 1] == MARK;
    }

    static int run(byte[] in, int at) {
        return (int) hex(in, at + 1, RUN_DIGITS);
    }

    static int sender(byte[] in, int at) {
        return (int) hex(in, at + 1 + RUN_DIGITS, SENDER_DIGITS);
    }

    static int number(byte[] in, int at) {
        return (int) hex(in, at + 1 + RUN_DIGITS + SENDER_DIGITS, NUMBER_DIGITS);
    }

    static long nanos(byte[] in, int at) {
        return hex(in, at + 1 + RUN_DIGITS + SENDER_DIGITS + NUMBER_DIGITS, NANOS_DIGITS);
    }

    private static long hex(byte[] in, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = in[i] <= '9' ? in[i] - '0' : in[i] - 'a' + LETTER;
            value = (value << HEX_BITS) | digit;
        }
        return value;
    }
}
