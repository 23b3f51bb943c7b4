package parley.engine.id;

/** The one rule for the text of an id: 1 to 64 characters of {@code [A-Za-z0-9_-]}, so it is safe in keys, paths and logs. */
final class IdText {

    static final int CHARS_MAX = 64;

    private IdText() {}

    static void require(String what, String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException(what + ": not 1 to " + CHARS_MAX + " characters of [A-Za-z0-9_-]");
        }
    }

    static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
