package parley.engine.id;

/**
 * Names a user. What clients see is the local part; the tenant is stamped by the gateway.
 */
public record UserId(TenantId tenant, String local) implements Comparable<UserId> {

    /**
     * Validates.
     *
     * @throws IllegalArgumentException if {@code local} is not 1 to 64 characters of {@code [A-Za-z0-9_-]}
     */
    public UserId {
        IdText.require("user", local);
    }

    /** The stored form, {@code tenant/local}. Unique within an installation. */
    public String key() {
        return tenant.value() + "/" + local;
    }

    /** Reads what {@link #key()} wrote. */
    public static UserId ofKey(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("user key: " + key + " (expected: tenant/local)");
        }
        return new UserId(TenantId.of(key.substring(0, slash)), key.substring(slash + 1));
    }

    /** Whether clients may use this text as the local part. */
    public static boolean isValid(String local) {
        return IdText.isValid(local);
    }

    @Override
    public int compareTo(UserId other) {
        int byTenant = tenant.compareTo(other.tenant);
        return byTenant != 0 ? byTenant : local.compareTo(other.local);
    }

    @Override
    public String toString() {
        return key();
    }
}
