package parley.engine.id;

/**
 * The idempotency key that a client makes for each thing it asks a chat to do (a UUIDv7 is advised). Unique within a chat and
 * sender: sending twice with the same key is the same as sending once.
 */
public record MessageKey(String value) {

    /**
     * Validates.
     *
     * @throws IllegalArgumentException if the value is not 1 to 64 characters of {@code [A-Za-z0-9_-]}
     */
    public MessageKey {
        IdText.require("key", value);
    }

    public static boolean isValid(String value) {
        return IdText.isValid(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
