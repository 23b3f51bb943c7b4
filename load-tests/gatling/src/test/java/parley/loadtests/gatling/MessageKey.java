package parley.loadtests.gatling;

/** The key of a message says when it was meant to be sent: whoever hears it can tell how long it took. */
final class MessageKey {

    private static final int RADIX = 36;
    private static final char SEPARATOR = '_';
    private static final String MARK = "load" + SEPARATOR;

    private MessageKey() {}

    static String of(long intendedMs, int seat, long count) {
        return MARK
                + Long.toString(intendedMs, RADIX)
                + SEPARATOR
                + Long.toString(seat, RADIX)
                + SEPARATOR
                + Long.toString(count, RADIX);
    }

    /** When the message was meant to be sent, in epoch milliseconds; -1 if it is none of ours. */
    static long intendedMs(String key) {
        int end = key.indexOf(SEPARATOR, MARK.length());
        if (!key.startsWith(MARK) || end < 0) {
            return -1;
        }
        return Long.parseLong(key.substring(MARK.length(), end), RADIX);
    }
}
