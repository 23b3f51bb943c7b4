package parley.loadtests.chaos;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The text of a message: when it should have been sent, on the clock of this process, and some words. So whoever gets it knows how long
 * it was on its way.
 */
final class Said {

    private static final String[] WORDS = {
        "rain",
        "harbour",
        "lantern",
        "orchard",
        "seven",
        "quiet",
        "ferry",
        "copper",
        "window",
        "maybe",
        "tomorrow",
        "north",
        "bread",
        "and",
        "then",
        "under",
        "the",
        "bridge",
        "again",
        "who",
        "knows",
        "é",
        "雨",
        "🌧"
    };
    private static final int WORDS_MAX = 60;
    private static final int RADIX = 36;

    private Said() {}

    static String at(long nanos, RandomGenerator random) {
        StringBuilder text = new StringBuilder(Long.toString(nanos, RADIX));
        int words = 1 + random.nextInt(WORDS_MAX);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** When a message should have been sent; empty for a text that says nothing of the kind. */
    static OptionalLong when(String text) {
        int end = text.indexOf(' ');
        if (end <= 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.substring(0, end), RADIX));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
