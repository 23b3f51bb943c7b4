package parley.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a frame and where it stands, read strictly: a number is no text and a text no number, nothing is rounded, and
 * what is missing, of another type or out of its limits ends in a {@link BadField} that names it. Fields nobody asks for are
 * ignored. A field that is {@code null} counts as missing.
 */
public final class Field {

    private final JsonNode value;
    private final String path;

    private Field(JsonNode value, String path) {
        this.value = value;
        this.path = path;
    }

    /** Reads one element of a list. */
    @FunctionalInterface
    public interface Element<T> {
        T read(Field element) throws BadField;
    }

    /** The frame, or the body of a request, itself. */
    public static Field frame(JsonNode object) {
        return new Field(object, "");
    }

    public Field get(String name) throws BadField {
        Field field = find(name);
        if (field == null) {
            throw new BadField(child(name) + ": missing");
        }
        return field;
    }

    public @Nullable Field find(String name) throws BadField {
        if (!value.isObject()) {
            throw bad("not an object");
        }
        JsonNode child = value.get(name);
        return child == null || child.isNull() ? null : new Field(child, child(name));
    }

    public long number(long min, long max) throws BadField {
        if (!value.isIntegralNumber()) {
            throw bad("not an integer");
        }
        if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
            throw bad("not from " + min + " to " + max);
        }
        return value.longValue();
    }

    /** How far into a chat, 0 for nothing. */
    public long seq() throws BadField {
        return number(0, WireLimits.NUMBER_MAX);
    }

    public boolean flag() throws BadField {
        if (!value.isBoolean()) {
            throw bad("not true or false");
        }
        return value.booleanValue();
    }

    /** A text of 1 to {@code unitsMax} UTF-16 units that can be written as UTF-8. */
    public String text(int unitsMax) throws BadField {
        if (!value.isTextual()) {
            throw bad("not a text");
        }
        String text = value.textValue();
        if (text.isEmpty() || text.length() > unitsMax) {
            throw bad("not 1 to " + unitsMax + " UTF-16 units");
        }
        if (hasLoneSurrogate(text)) {
            throw bad("half of a surrogate pair");
        }
        return text;
    }

    /** As {@link #text}, but it may be empty. */
    public String textOrEmpty(int unitsMax) throws BadField {
        return value.isTextual() && value.textValue().isEmpty() ? "" : text(unitsMax);
    }

    /** The text of an id or a key. */
    public String id() throws BadField {
        String text = text(WireLimits.ID_CHARS_MAX);
        for (int i = 0; i < text.length(); i++) {
            if (!isIdCharacter(text.charAt(i))) {
                throw bad("a character not of [A-Za-z0-9_-]");
            }
        }
        return text;
    }

    public <T> List<T> list(int min, int max, Element<T> element) throws BadField {
        if (!value.isArray()) {
            throw bad("not a list");
        }
        if (value.size() < min || value.size() > max) {
            throw bad("not " + min + " to " + max + " elements");
        }
        List<T> elements = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            elements.add(element.read(new Field(value.get(i), child(String.valueOf(i)))));
        }
        return List.copyOf(elements);
    }

    public BadField bad(String what) {
        return new BadField(path.isEmpty() ? what : path + ": " + what);
    }

    private String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** What is wrong with which field. Expected, so it has no stack trace. */
    public static final class BadField extends Exception {

        private final String what;

        BadField(String what) {
            super(what, null, false, false);
            this.what = what;
        }

        public String what() {
            return what;
        }
    }
}
