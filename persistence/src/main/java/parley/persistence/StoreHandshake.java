package parley.persistence;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a contact point once, as the driver will, so that a deployment that is wrong ends with a reason: the driver tries for ever.
 */
public final class StoreHandshake {

    /** The least that CQL understands: what it has to offer, in the native protocol's version 4. */
    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

    private static final byte[] SUPPORTED = {(byte) 0x84, 0, 0, 0, 6};

    private final @Nullable StoreTls tls;
    private final int timeoutMs;

    /**
     * Reads the files, where TLS is on.
     *
     * @param timeout of each step
     * @throws IllegalArgumentException if files of {@link PersistenceSettings.Tls} cannot be used
     */
    public StoreHandshake(PersistenceSettings settings, Duration timeout) {
        this(settings, timeout, System::nanoTime);
    }

    StoreHandshake(PersistenceSettings settings, Duration timeout, LongSupplier nanoTime) {
        this.tls = settings.tls().enabled() ? StoreTls.of(settings.tls(), nanoTime) : null;
        this.timeoutMs = Math.toIntExact(timeout.toMillis());
    }

    /**
     * Whether something listens there and, with TLS, answers. Blocks.
     *
     * @throws StoreNotTrusted if one of both sides does not trust the other, or there is no TLS; waiting would not mend it
     */
    public boolean isAnswered(InetSocketAddress contactPoint) {
        var address = new InetSocketAddress(contactPoint.getHostString(), contactPoint.getPort());
        try (var socket = new Socket()) {
            socket.connect(address, timeoutMs);
            return tls == null || speaks(tls, socket, address);
        } catch (SSLException e) {
            if (isCut(e)) {
                return false;
            }
            throw new StoreNotTrusted(contactPoint, e);
        } catch (IOException e) {
            return false;
        }
    }

    /** With TLS 1.3 a server may refuse this node's certificate after the handshake has ended here: it has to say something, too. */
    private boolean speaks(StoreTls with, Socket plain, InetSocketAddress address) throws IOException {
        plain.setSoTimeout(timeoutMs);
        try (var socket = with.over(plain, address)) {
            socket.startHandshake();
            return speaksCql(socket);
        }
    }

    /** Whether what is connected answers as Cassandra does. Blocks as long as the socket lets it. */
    public static boolean speaksCql(Socket socket) throws IOException {
        socket.getOutputStream().write(OPTIONS);
        return Arrays.equals(SUPPORTED, socket.getInputStream().readNBytes(SUPPORTED.length));
    }

    /** Whether the other side went away, or was silent, in the middle of it: as one that starts or stops does. */
    private static boolean isCut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && !(cause instanceof SSLException)) {
                return true;
            }
        }
        return false;
    }
}
