package parley.engine.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

    /** Object identifiers, as they stand in [0] of a SEC 1 key. */
    private static final String P256 = "a00a06082a8648ce3d030107";

    private static final String P384 = "a00706052b81040022";

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048})
    void readsRsaKeysOfBothForms(int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        PrivateKey key = generator.generateKeyPair().getPrivate();

        assertThat(PrivateKeys.read(TestAuthority.pem("PRIVATE KEY", key.getEncoded())))
                .isEqualTo(key);
        assertThat(PrivateKeys.read(TestAuthority.pem("RSA PRIVATE KEY", inside(key))))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, " + P256, "secp384r1, " + P384})
    void readsKeysOfCurvesOfBothForms(String curve, String named) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        String sec1 = TestAuthority.pem(
                "EC PRIVATE KEY", withCurve(inside(key), HexFormat.of().parseHex(named)));

        assertThat(PrivateKeys.read(TestAuthority.pem("PRIVATE KEY", key.getEncoded())))
                .isEqualTo(key);
        // One that says its curve itself is encoded otherwise.
        var read = (ECPrivateKey) PrivateKeys.read(
                TestAuthority.pem("EC PARAMETERS", HexFormat.of().parseHex(named)) + sec1);
        assertThat(read.getS()).isEqualTo(key.getS());
        assertThat(read.getParams().getCurve()).isEqualTo(key.getParams().getCurve());
    }

    @Test
    void refusesWhatItCannotReadAndTellsNothingOfIt() throws GeneralSecurityException {
        PrivateKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        byte[] cut = Arrays.copyOf(inside(key), 20);

        assertThatThrownBy(() -> PrivateKeys.read(TestAuthority.pem("ENCRYPTED PRIVATE KEY", key.getEncoded())))
                .hasMessage("ENCRYPTED PRIVATE KEY (expected: PKCS#8, RSA or EC, not encrypted)");
        assertThatThrownBy(() -> PrivateKeys.read(TestAuthority.pem("EC PRIVATE KEY", inside(key))))
                .hasMessage("an EC private key without the name of its curve");
        assertThatThrownBy(() -> PrivateKeys.read(TestAuthority.pem("EC PRIVATE KEY", cut)))
                .hasMessage("a private key that is cut or changed");
        assertThatThrownBy(() -> PrivateKeys.read(TestAuthority.pem("PRIVATE KEY", cut)))
                .hasMessageStartingWith("a private key of an unknown kind");
        assertThatThrownBy(() -> PrivateKeys.read("-----BEGIN CERTIFICATE-----\n"))
                .hasMessage("no private key in PEM");
    }

    /** What the envelope of PKCS#8 holds: the last octet string. */
    private static byte[] inside(PrivateKey key) {
        ByteBuffer der = ByteBuffer.wrap(key.getEncoded());
        enter(der);
        skip(der);
        skip(der);
        int length = enter(der);
        byte[] inside = new byte[length];
        der.get(inside);
        return inside;
    }

    /** As openssl writes it; the JDK leaves the curve to the envelope. */
    private static byte[] withCurve(byte[] sec1, byte[] curve) {
        ByteBuffer der = ByteBuffer.wrap(sec1);
        enter(der);
        int from = der.position();
        skip(der);
        skip(der);
        byte[] fields = Arrays.copyOfRange(sec1, from, der.position());
        ByteBuffer made = ByteBuffer.allocate(2 + fields.length + curve.length);
        made.put((byte) 0x30)
                .put((byte) (fields.length + curve.length))
                .put(fields)
                .put(curve);
        return made.array();
    }

    private static void skip(ByteBuffer der) {
        int length = enter(der);
        der.position(der.position() + length);
    }

    private static int enter(ByteBuffer der) {
        der.get();
        int length = der.get() & 0xFF;
        if (length == 0x81) {
            return der.get() & 0xFF;
        }
        return length == 0x82 ? der.getShort() & 0xFFFF : length;
    }
}
