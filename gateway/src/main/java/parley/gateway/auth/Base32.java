package parley.gateway.auth;

/** RFC 4648 base32 in lower case and without padding: what survives everywhere an id may be written down. */
final class Base32 {

    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * Byte.SIZE + BITS - 1) / BITS);
        int pending = 0;
        int pendingBits = 0;
        for (byte b : bytes) {
            pending = (pending << Byte.SIZE) | (b & 0xff);
            pendingBits += Byte.SIZE;
            while (pendingBits >= BITS) {
                pendingBits -= BITS;
                text.append(DIGITS.charAt((pending >>> pendingBits) & 31));
            }
        }
        if (pendingBits > 0) {
            text.append(DIGITS.charAt((pending << (BITS - pendingBits)) & 31));
        }
        return text.toString();
    }
}
