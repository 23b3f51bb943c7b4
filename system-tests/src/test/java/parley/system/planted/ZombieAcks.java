package parley.system.planted;

import org.jspecify.annotations.Nullable;

/** A lease that once was held is held for ever, whatever its node hears: one that was paused goes on with chats that others have. */
final class ZombieAcks implements Bug {

    static final String HOLDS = "parley.engine.lease.NodeLease$Term.holds";

    @Override
    public @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        return site.equals(HOLDS) ? null : Boolean.FALSE;
    }

    @Override
    public @Nullable Object returned(String site, @Nullable Object self, Object[] arguments, @Nullable Object value) {
        if (self == null || !site.equals(HOLDS) || Boolean.TRUE.equals(value)) {
            return value;
        }
        Object begun = Parts.field(self, "begun");
        if (Boolean.TRUE.equals(begun)) {
            Switch.fired("a lease that has run out");
        }
        return begun;
    }
}
