package parley.engine.id;

/**
 * One signed-in device of a user; unique within the user.
 */
public record DeviceId(String value) {

    /**
     * Validates.
     *
     * @throws IllegalArgumentException if the value is not 1 to 64 characters of {@code [A-Za-z0-9_-]}
     */
    public DeviceId {
        IdText.require("device", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
