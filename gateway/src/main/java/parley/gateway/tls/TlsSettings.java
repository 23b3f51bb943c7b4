package parley.gateway.tls;

import com.typesafe.config.Config;
import java.time.Duration;
import parley.engine.tls.TlsFiles;

/** Settings of the listeners' TLS, {@code parley.gateway.tls}; {@code reference.conf} explains each. */
public record TlsSettings(boolean enabled, TlsFiles.Paths files, Duration handshakeTimeout) {

    /** Refuses TLS without a certificate, and a certificate without TLS: clients would be answered in plain text. */
    public TlsSettings {
        if (enabled != files.isNamed()) {
            throw new IllegalArgumentException("PARLEY_TLS: " + (enabled ? "on" : "off") + ", with " + files
                    + " (expected: on, with a certificate and its key; or off, without)");
        }
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "parley.gateway.tls.handshake-timeout: " + handshakeTimeout + " (expected: > 0)");
        }
    }

    public static TlsSettings from(Config config) {
        return new TlsSettings(
                config.getBoolean("enabled"),
                new TlsFiles.Paths("", config.getString("certificate"), config.getString("key")),
                config.getDuration("handshake-timeout"));
    }
}
