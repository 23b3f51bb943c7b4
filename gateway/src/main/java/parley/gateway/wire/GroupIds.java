package parley.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes the ids of chats from what they are, so that whoever creates a chat again, on any node and after any failure, means the
 * same one. 160 bits of SHA-256 in base32. Users and keys never contain the separator.
 */
public final class GroupIds {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CHARS = 32;
    private static final int BITS_PER_CHAR = 5;

    private GroupIds() {}

    /** The chat of exactly these two users; their order does not matter. */
    public static String direct(String user, String other) {
        boolean sorted = user.compareTo(other) <= 0;
        return "d_" + hash(sorted ? user : other, sorted ? other : user);
    }

    /** The group that {@code creator} made with {@code key}. */
    public static String group(String creator, String key) {
        return "g_" + hash(creator, key);
    }

    private static String hash(String first, String second) {
        byte[] digest = sha256((first + "\n" + second).getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder(CHARS);
        for (int i = 0; i < CHARS; i++) {
            text.append(ALPHABET.charAt(bitsAt(digest, i * BITS_PER_CHAR)));
        }
        return text.toString();
    }

    /** The five bits that begin at bit {@code at}. */
    private static int bitsAt(byte[] bytes, int at) {
        int pair = (bytes[at / 8] & 0xff) << 8 | (bytes[at / 8 + 1] & 0xff);
        return (pair >>> (16 - BITS_PER_CHAR - at % 8)) & 0x1f;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: every Java has it)", e);
        }
    }
}
