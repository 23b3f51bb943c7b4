package parley.gateway.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import parley.engine.limit.LimitReached;
import parley.engine.tls.TlsFiles;

/**
 * TLS 1.2 and 1.3 of a node's listeners, with the JDK's provider, where the settings ask for it. Certificates that are renewed are shown to
 * whoever connects from then on. Counts handshakes that fail, and those that take too long. Thread-safe.
 */
public final class ListenerTls {

    /** What the session of an engine says until a handshake is done. */
    private static final String NO_CIPHER = "SSL_NULL_WITH_NULL_NULL";

    private final @Nullable TlsFiles files;
    private final Duration handshakeTimeout;
    private final Counter failed;
    private final Counter late;

    private ListenerTls(@Nullable TlsFiles files, Duration handshakeTimeout, MeterRegistry meters) {
        this.files = files;
        this.handshakeTimeout = handshakeTimeout;
        this.failed = meters.counter("parley.tls.handshakes.failed");
        this.late = LimitReached.counter(meters, "parley.gateway.tls.handshake-timeout");
    }

    /**
     * Reads the files, where TLS is on.
     *
     * @throws IllegalArgumentException if the certificate or the key cannot be used
     */
    public static ListenerTls of(TlsSettings settings, MeterRegistry meters, LongSupplier nanoTime) {
        return new ListenerTls(
                settings.enabled() ? TlsFiles.open(settings.files(), nanoTime) : null,
                settings.handshakeTimeout(),
                meters);
    }

    public boolean isOn() {
        return files != null;
    }

    /** For one connection; only where TLS {@link #isOn}. */
    public SSLEngine newEngine() {
        if (files == null) {
            throw new IllegalStateException("TLS: off (expected: on)");
        }
        SSLEngine engine = files.context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(TlsFiles.PROTOCOLS.toArray(String[]::new));
        return engine;
    }

    /** After how long a connection without a handshake that is done is closed. */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** Whether the handshake of an engine is done. */
    public static boolean isDone(SSLEngine engine) {
        return !engine.getSession().getCipherSuite().equals(NO_CIPHER);
    }

    /** Counts a handshake that came to nothing: no TLS, no version in common, the client left. */
    public void countFailed() {
        failed.increment();
    }

    /** Counts one that was cut off because it took too long. */
    public void countLate() {
        late.increment();
    }
}
