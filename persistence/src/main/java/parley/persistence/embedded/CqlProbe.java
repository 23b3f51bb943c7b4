package parley.persistence.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** Asks a port whether it speaks CQL, with one OPTIONS frame of the native protocol's version 4. */
final class CqlProbe {

    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    private static final byte[] SUPPORTED = {(byte) 0x84, 0, 0, 0, 6};
    private static final int TIMEOUT_MS = 2_000;

    private CqlProbe() {}

    static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(OPTIONS);
            return Arrays.equals(SUPPORTED, socket.getInputStream().readNBytes(SUPPORTED.length));
        } catch (IOException e) {
            return false;
        }
    }
}
