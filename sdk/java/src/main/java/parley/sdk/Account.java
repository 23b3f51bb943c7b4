package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * What to sign up or log in with.
 *
 * @param name 3 to 32 characters of {@code [a-z0-9_.-]}
 * @param password 8 to 256 UTF-16 units
 * @param displayName how to be called; for signing up only
 * @param deviceName how this device is called in the list of devices
 */
public record Account(
        String name,
        String password,
        @Nullable String displayName,
        @Nullable String deviceName) {

    /** With a name and a password only. */
    public static Account of(String name, String password) {
        return new Account(name, password, null, null);
    }

    /** The same, of a device with this name. */
    public Account onDevice(String called) {
        return new Account(name, password, displayName, called);
    }

    /** The same, to be called like this. */
    public Account called(@Nullable String display) {
        return new Account(name, password, display, deviceName);
    }

    /** Without the password, so that a log does not have it. */
    @Override
    public String toString() {
        return "Account[name=" + name + "]";
    }
}
