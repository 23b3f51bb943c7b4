package parley.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.impl.CriticalHeaderParamsDeferral;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Checks EdDSA signatures (Ed25519) with what the JDK has. */
final class Ed25519Check {

    /** What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;

    /** A token may say that a header must be understood (RFC 7515, 4.1.11); the same ones are as with other keys. */
    private static final CriticalHeaderParamsDeferral CRITICAL = new CriticalHeaderParamsDeferral();

    private Ed25519Check() {}

    /** Whether the token was signed with this key. A key of another kind has signed nothing. */
    static boolean verify(JWSObject token, OctetKeyPair key) {
        byte[] point = key.getDecodedX();
        boolean suits = Curve.Ed25519.equals(key.getCurve())
                && point.length == KEY_BYTES
                && (JWSAlgorithm.EdDSA.equals(token.getHeader().getAlgorithm())
                        || JWSAlgorithm.Ed25519.equals(token.getHeader().getAlgorithm()));
        if (!suits || !CRITICAL.headerPasses(token.getHeader())) {
            return false;
        }
        byte[] encoded = new byte[X509_PREFIX.length + KEY_BYTES];
        System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
        System.arraycopy(point, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        try {
            PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(token.getSigningInput());
            return signature.verify(token.getSignature().decode());
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("Ed25519 key cannot be used: " + key.getKeyID(), unusable);
        }
    }
}
