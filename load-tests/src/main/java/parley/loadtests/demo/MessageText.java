package parley.loadtests.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into messages that the protocol accepts, at line ends or spaces where there are any, and never within a character.
 */
final class MessageText {

    /** UTF-16 units of one message. */
    static final int UNITS_MAX = 8_000;

    private MessageText() {}

    static List<String> split(String text, int unitsMax) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (rest.length() > unitsMax) {
            int cut = cutBefore(rest, unitsMax);
            parts.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }

    private static int cutBefore(String text, int unitsMax) {
        int cut = Math.max(text.lastIndexOf('\n', unitsMax), text.lastIndexOf(' ', unitsMax));
        if (cut > 0) {
            return cut;
        }
        return Character.isLowSurrogate(text.charAt(unitsMax)) ? unitsMax - 1 : unitsMax;
    }
}
