package parley.engine.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;

/** An authority that signs certificates for tests, made by keytool, which takes half a second for each. */
public final class TestAuthority {

    /** Of all stores. */
    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";
    private static final String OWN = "own";

    private final Path directory;
    private final Path store;

    /**
     * Files of one certificate; {@code keyStore} has it and its key alone, for those who know no PEM.
     *
     * @param certificate with that of the authority behind it
     * @param key in PKCS#8
     */
    public record Issued(Path certificate, Path key, Path keyStore) {

        /** Puts these in the place of others, one file after the other, as a mounted secret is renewed. */
        public void replace(Issued before) throws IOException {
            Files.copy(certificate, before.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(key, before.key(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private TestAuthority(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("authority.p12");
    }

    /** Keeps its files in {@code directory}, which is made. */
    public static TestAuthority in(Path directory) throws IOException {
        var authority = new TestAuthority(Files.createDirectories(directory).toAbsolutePath());
        keytool(
                authority.store,
                AUTHORITY,
                List.of("-dname", "CN=test authority " + directory.getFileName(), "-ext", "bc:c"));
        try {
            Files.writeString(
                    authority.authorities(),
                    pem(
                            "CERTIFICATE",
                            load(authority.store).getCertificate(AUTHORITY).getEncoded()));
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, load(authority.store).getCertificate(AUTHORITY));
            save(trusted, authority.trustStore());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return authority;
    }

    /** In PEM: {@code ca.crt}. */
    public Path authorities() {
        return directory.resolve("ca.crt");
    }

    /** The same for those who know no PEM. */
    public Path trustStore() {
        return directory.resolve("trusted.p12");
    }

    /** What a client or server that shows nothing trusts. */
    public SSLContext trusting() {
        return TlsFiles.open(new TlsFiles.Paths(authorities().toString(), "", ""), () -> 0)
                .context();
    }

    /**
     * A certificate for servers and clients.
     *
     * @param name of the files
     * @param subjects {@code dns:localhost,ip:127.0.0.1}
     */
    public Issued issue(String name, String subjects) throws IOException {
        return issue(name, subjects, List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }

    /** With a key of another kind, in keytool's words. */
    public Issued issue(String name, String subjects, List<String> keyOptions) throws IOException {
        Path own = Files.copy(store, directory.resolve(name + ".p12"), StandardCopyOption.REPLACE_EXISTING);
        List<String> options = new ArrayList<>(List.of(
                "-dname", "CN=" + name, "-ext", "san=" + subjects, "-signer", AUTHORITY, "-signerkeypass", PASSWORD));
        options.addAll(keyOptions);
        keytool(own, OWN, options);
        try {
            KeyStore keys = load(own);
            keys.deleteEntry(AUTHORITY);
            save(keys, own);
            var certificates = new StringBuilder();
            for (Certificate each : keys.getCertificateChain(OWN)) {
                certificates.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Key key = keys.getKey(OWN, PASSWORD.toCharArray());
            return new Issued(
                    Files.writeString(directory.resolve(name + ".crt"), certificates),
                    Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded())),
                    own);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** In PEM. */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static void keytool(Path store, String alias, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It is over before the full compiler pays.
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        if (!options.contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void save(KeyStore keys, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream stored = Files.newOutputStream(file)) {
            keys.store(stored, PASSWORD.toCharArray());
        }
    }
}
