package parley.engine.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.tls.TestAuthority.Issued;

class TlsFilesTest {

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static Issued first;
    private static Issued renewed;

    private final AtomicLong now = new AtomicLong();

    @BeforeAll
    static void issue() throws IOException {
        authority = TestAuthority.in(folder.resolve("authority"));
        first = authority.issue("first", "dns:localhost");
        renewed = authority.issue("renewed", "dns:localhost");
    }

    @Test
    void filesThatWereReplacedAreReadAtTheNextLook() throws IOException {
        Issued own = copy("own");
        TlsFiles files = TlsFiles.open(paths(own), now::get);
        SSLContext before = files.context();

        renewed.replace(own);
        assertThat(files.context()).as("too soon").isSameAs(before);
        now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());
        SSLContext after = files.context();

        assertThat(after).isNotSameAs(before);
        now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());
        assertThat(files.context()).as("nothing has changed since").isSameAs(after);
    }

    @Test
    void halfOfANewPairChangesNothingUntilTheOtherHalfIsThere() throws IOException {
        Issued own = copy("half");
        TlsFiles files = TlsFiles.open(paths(own), now::get);
        SSLContext before = files.context();

        Files.copy(renewed.certificate(), own.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());
        assertThat(files.context()).isSameAs(before);

        renewed.replace(own);
        now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());
        assertThat(files.context()).isNotSameAs(before);
    }

    @Test
    void filesThatAreGoneChangeNothing() throws IOException {
        Issued own = copy("gone");
        TlsFiles files = TlsFiles.open(paths(own), now::get);
        SSLContext before = files.context();

        Files.delete(own.key());
        now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());

        assertThat(files.context()).isSameAs(before);
    }

    @Test
    void saysWhatCannotBeUsed() throws IOException {
        Issued own = copy("wrong");
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing\n");
        Path large = Files.write(folder.resolve("large.pem"), new byte[TlsFiles.FILE_BYTES_MAX + 1]);

        assertFails(new TlsFiles.Paths(folder.resolve("missing.crt").toString(), "", ""), "missing.crt");
        assertFails(new TlsFiles.Paths(large.toString(), "", ""), "large.pem: 1048577 bytes");
        assertFails(new TlsFiles.Paths("", own.certificate().toString(), nothing.toString()), "no private key in PEM");
        assertFails(
                new TlsFiles.Paths(
                        "", own.certificate().toString(), renewed.key().toString()),
                "the key is not that of the certificate");
        assertThatThrownBy(() -> new TlsFiles.Paths("", "tls.crt", ""))
                .hasMessage("certificate: \"tls.crt\", key: \"\" (expected: both, or none)");
    }

    private static void assertFails(TlsFiles.Paths paths, String because) {
        assertThatThrownBy(() -> TlsFiles.open(paths, () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(because);
    }

    private static Issued copy(String name) throws IOException {
        return new Issued(
                Files.copy(first.certificate(), folder.resolve(name + ".crt")),
                Files.copy(first.key(), folder.resolve(name + ".key")),
                first.keyStore());
    }

    private static TlsFiles.Paths paths(Issued issued) {
        return new TlsFiles.Paths(
                authority.authorities().toString(),
                issued.certificate().toString(),
                issued.key().toString());
    }

    @Test
    void keysMayBeOfAnyUsualKind() throws Exception {
        for (List<String> options :
                List.of(List.of("-keyalg", "RSA", "-keysize", "2048"), List.of("-keyalg", "Ed25519"))) {
            Issued own = authority.issue("kind", "dns:localhost", options);

            assertThat(TlsFiles.open(paths(own), now::get).context()).isNotNull();
        }
    }
}
