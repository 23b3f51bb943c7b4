package parley.gateway.auth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.PasswordBasedDecrypter;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;

/**
 * How a signing key looks at rest: as a JWK, or, if a secret is configured, as a JWE that only the secret opens (PBES2 and
 * AES-256-GCM). Thread-safe; costs tens of milliseconds with a secret.
 */
final class KeyBox {

    private static final int SALT_BYTES = 16;
    private static final int ITERATIONS = 100_000;

    private final String secret;

    /** @param secret empty for none */
    KeyBox(String secret) {
        this.secret = secret;
    }

    String close(ECKey key) {
        if (secret.isEmpty()) {
            return key.toJSONString();
        }
        try {
            JWEObject sealed = new JWEObject(
                    new JWEHeader(JWEAlgorithm.PBES2_HS256_A128KW, EncryptionMethod.A256GCM),
                    new Payload(key.toJSONString()));
            sealed.encrypt(new PasswordBasedEncrypter(secret, SALT_BYTES, ITERATIONS));
            return sealed.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing key cannot be encrypted", impossible);
        }
    }

    /** @throws IllegalArgumentException if the text is no key, or is closed with another secret */
    ECKey open(String text) {
        try {
            if (text.startsWith("{")) {
                return ECKey.parse(text);
            }
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("the signing key is encrypted, and no key-secret is configured");
            }
            JWEObject sealed = JWEObject.parse(text);
            sealed.decrypt(new PasswordBasedDecrypter(secret));
            return ECKey.parse(sealed.getPayload().toString());
        } catch (ParseException | JOSEException unreadable) {
            throw new IllegalArgumentException("the signing key cannot be opened: another key-secret?", unreadable);
        }
    }
}
