package parley.loadtests.vandal;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Frames that are none, or not quite. */
final class BadFrames {

    private static final int BYTES = 256;

    private BadFrames() {}

    /** A text frame of so many bytes that would be right but for its size. */
    static String tooLarge(int bytes) {
        return "{\"type\":\"ping\",\"id\":1,\"x\":\"" + "x".repeat(bytes) + "\"}";
    }

    static String nested(int depth) {
        return "{\"type\":\"ping\",\"id\":1,\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    /** A well-formed frame in which some bytes are others. */
    static byte[] mutated(RandomGenerator random) {
        byte[] frame = "{\"type\":\"send\",\"id\":7,\"chat\":\"g_1\",\"key\":\"k\",\"since\":0,\"text\":\"hello\"}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= random.nextInt(4); i++) {
            // Within ASCII, so that it stays a text.
            frame[random.nextInt(frame.length)] = (byte) (' ' + random.nextInt('~' - ' '));
        }
        return frame;
    }

    static byte[] notUtf8() {
        return new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}'};
    }

    static byte[] noise(RandomGenerator random) {
        byte[] noise = new byte[1 + random.nextInt(BYTES)];
        random.nextBytes(noise);
        return noise;
    }
}
