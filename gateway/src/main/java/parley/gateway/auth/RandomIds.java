package parley.gateway.auth;

import java.security.SecureRandom;
import java.util.Base64;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/** Makes ids and secrets that nobody guesses. Thread-safe. */
final class RandomIds {

    static final int SECRET_BYTES = 32;

    private static final int ID_BYTES = 15;

    private final SecureRandom random;

    RandomIds(SecureRandom random) {
        this.random = random;
    }

    UserId user(TenantId tenant) {
        return new UserId(tenant, "u_" + Base32.encode(bytes(ID_BYTES)));
    }

    DeviceId device() {
        return new DeviceId("d_" + Base32.encode(bytes(ID_BYTES)));
    }

    /** Sorts behind those of devices that log in, which therefore come first when a list is cut. */
    DeviceId serverDevice() {
        return new DeviceId("s_" + Base32.encode(bytes(ID_BYTES)));
    }

    String tokenId() {
        return Base32.encode(bytes(ID_BYTES));
    }

    /** 256 bits in base64url. */
    String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
    }

    /** From 0 to below 1. */
    double fraction() {
        return random.nextDouble();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
