package parley.gateway.auth;

import java.util.regex.Pattern;

/** What names and passwords may be; {@code docs/protocol.md} 3. Lengths are in UTF-16 units. */
public final class Names {

    public static final int NAME_MIN = 3;
    public static final int NAME_MAX = 32;
    public static final int PASSWORD_MIN = 8;
    public static final int PASSWORD_MAX = 256;
    public static final int DISPLAY_NAME_MAX = 64;
    public static final int DEVICE_NAME_MAX = 64;

    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{" + NAME_MIN + "," + NAME_MAX + "}");

    private Names() {}

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public static boolean isPassword(String text) {
        return text.length() >= PASSWORD_MIN && text.length() <= PASSWORD_MAX;
    }
}
