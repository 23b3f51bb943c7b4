package parley.engine.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key that is not encrypted from PEM: PKCS#8, and what cert-manager writes when it is told nothing else, which is PKCS#1 for
 * RSA and SEC 1 for elliptic curves. The JDK knows the first only, so that the others are put into its envelope.
 */
final class PrivateKeys {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xA0;

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    /** {rsaEncryption, NULL}. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    /** id-ecPublicKey, before the name of the curve. */
    private static final byte[] ELLIPTIC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    /** @throws GeneralSecurityException when there is none, or one of another kind; never with a part of it */
    static PrivateKey read(String pem) throws GeneralSecurityException {
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw new InvalidKeySpecException("no private key in PEM");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(2));
            return switch (found.group(1).strip()) {
                case "" -> fromEnvelope(der);
                case "RSA" -> fromEnvelope(envelope(RSA, der));
                case "EC" -> fromEnvelope(envelope(joined(ELLIPTIC, curveOf(der)), der));
                default ->
                    throw new InvalidKeySpecException(
                            found.group(1).strip() + " PRIVATE KEY (expected: PKCS#8, RSA or EC, not encrypted)");
            };
        } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new InvalidKeySpecException("a private key that is cut or changed", e);
        }
    }

    private static PrivateKey fromEnvelope(byte[] der) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                // Each knows its own keys only.
            }
        }
        throw new InvalidKeySpecException("a private key of an unknown kind (expected: one of " + ALGORITHMS + ")");
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, joined(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** What the key itself says of its curve, as openssl and Go write it. */
    private static byte[] curveOf(byte[] key) throws InvalidKeySpecException {
        ByteBuffer inside = content(ByteBuffer.wrap(key), SEQUENCE);
        content(inside, INTEGER);
        content(inside, OCTETS);
        ByteBuffer curve = content(inside, CURVE);
        byte[] name = new byte[curve.remaining()];
        curve.get(name);
        return name;
    }

    /** Of the element that comes next; the buffer then stands behind it. */
    private static ByteBuffer content(ByteBuffer der, int tag) throws InvalidKeySpecException {
        if (!der.hasRemaining() || (der.get() & 0xFF) != tag) {
            throw new InvalidKeySpecException("an EC private key without the name of its curve");
        }
        int length = der.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (der.get() & 0xFF);
            }
        }
        ByteBuffer content = der.slice(der.position(), length);
        der.position(der.position() + length);
        return content;
    }

    private static byte[] element(int tag, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (content.length < 0x80) {
            bytes.write(content.length);
        } else {
            // Two bytes of length are enough for any key: it could be 64 KiB.
            bytes.write(0x82);
            bytes.write(content.length >> 8);
            bytes.write(content.length);
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
