package parley.engine.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TLS context of what PEM files hold, as a secret of cert-manager is mounted: authorities to trust, and a certificate with its key to show.
 * The files are looked at again when somebody asks for the context, at most every {@link #LOOK_EVERY}; connections that are open keep what they
 * began with. What cannot be used, as files of which only some were replaced yet, changes nothing: the context before goes on, a warning says
 * why, and the next look tries again. Thread-safe; a look reads files of {@link #FILE_BYTES_MAX} at most, on the thread that asks.
 */
public final class TlsFiles {

    /** Versions that are spoken, by either side. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** The least time between two looks. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** A larger file holds no certificates. */
    static final int FILE_BYTES_MAX = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    private static final char[] NO_PASSWORD = {};
    private static final byte[] SIGNED = "parley".getBytes(StandardCharsets.US_ASCII);

    private final Paths paths;
    private final LongSupplier nanoTime;
    private final AtomicLong lookedAt;
    private volatile Loaded loaded;

    /**
     * Where the files are; an empty path is none.
     *
     * @param authorities who is trusted; none: those whom the JVM trusts
     * @param certificate what is shown, with those in between; none: nothing is shown
     * @param key of the certificate
     */
    public record Paths(String authorities, String certificate, String key) {

        public Paths {
            if (certificate.isEmpty() != key.isEmpty()) {
                throw new IllegalArgumentException(
                        "certificate: \"" + certificate + "\", key: \"" + key + "\" (expected: both, or none)");
            }
        }

        /** Whether there is any. */
        public boolean isNamed() {
            return !authorities.isEmpty() || !certificate.isEmpty();
        }

        private List<String> all() {
            return List.of(authorities, certificate, key);
        }
    }

    private record Loaded(List<byte[]> contents, SSLContext context) {}

    private TlsFiles(Paths paths, LongSupplier nanoTime, Loaded loaded) {
        this.paths = paths;
        this.nanoTime = nanoTime;
        this.loaded = loaded;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException naming what is missing or cannot be used
     */
    public static TlsFiles open(Paths paths, LongSupplier nanoTime) {
        try {
            List<byte[]> contents = read(paths);
            return new TlsFiles(paths, nanoTime, new Loaded(contents, context(contents)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS: " + why(e) + " (" + paths + ")", e);
        }
    }

    /** Of what the files hold now, or held when they could be used last. */
    public SSLContext context() {
        long now = nanoTime.getAsLong();
        long last = lookedAt.get();
        if (now - last >= LOOK_EVERY.toNanos() && lookedAt.compareAndSet(last, now)) {
            look();
        }
        return loaded.context();
    }

    private void look() {
        try {
            List<byte[]> contents = read(paths);
            if (!same(contents, loaded.contents())) {
                loaded = new Loaded(contents, context(contents));
                log.info("certificates renewed files={}", paths);
            }
        } catch (IOException | GeneralSecurityException e) {
            log.warn("certificates unusable files={} reason={}", paths, why(e));
        }
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> read(Paths paths) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (String path : paths.all()) {
            if (path.isEmpty()) {
                contents.add(new byte[0]);
                continue;
            }
            try (var file = Files.newInputStream(Path.of(path))) {
                byte[] content = file.readNBytes(FILE_BYTES_MAX + 1);
                if (content.length == 0 || content.length > FILE_BYTES_MAX) {
                    throw new IOException(
                            path + ": " + content.length + " bytes (expected: 1 to " + FILE_BYTES_MAX + ")");
                }
                contents.add(content);
            }
        }
        return contents;
    }

    private static SSLContext context(List<byte[]> contents) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown(contents.get(1), contents.get(2)), trusted(contents.get(0)), null);
        return context;
    }

    private static TrustManager @Nullable [] trusted(byte[] authorities) throws IOException, GeneralSecurityException {
        if (authorities.length == 0) {
            return null;
        }
        KeyStore store = empty();
        int number = 0;
        for (Certificate authority : certificates(authorities)) {
            store.setCertificateEntry(Integer.toString(number++), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] shown(byte[] certificate, byte[] key)
            throws IOException, GeneralSecurityException {
        if (certificate.length == 0) {
            return null;
        }
        Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
        PrivateKey own = PrivateKeys.read(new String(key, StandardCharsets.US_ASCII));
        requirePair(own, chain[0]);
        KeyStore store = empty();
        store.setKeyEntry("own", own, NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(byte[] pem) throws CertificateException {
        var certificates = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate in PEM");
        }
        return certificates;
    }

    /** One of them may be replaced already, and the other not yet. */
    private static void requirePair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(SIGNED);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(SIGNED);
        if (!signature.verify(signed)) {
            throw new CertificateException("the key is not that of the certificate");
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
