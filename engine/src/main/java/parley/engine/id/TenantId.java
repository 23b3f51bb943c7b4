package parley.engine.id;

/**
 * One isolated customer of an installation. It is the first part of every key that is stored.
 */
public record TenantId(String value) implements Comparable<TenantId> {

    /** The only tenant until tenants are asked for. */
    public static final TenantId DEFAULT = new TenantId("default");

    /**
     * Validates.
     *
     * @throws IllegalArgumentException if the value is not 1 to 64 characters of {@code [A-Za-z0-9_-]}
     */
    public TenantId {
        IdText.require("tenant", value);
    }

    /** The tenant of this name. Of the default one, which most keys name, there is one object only. */
    public static TenantId of(String value) {
        return value.equals(DEFAULT.value) ? DEFAULT : new TenantId(value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
