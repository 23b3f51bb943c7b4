package parley.loadtests.check;

import java.util.Locale;

/** What can be wrong with a run; {@code docs/delivery.md} has the definitions. */
public enum Anomaly {
    LOST,
    DUPLICATED,
    REORDERED,
    ALTERED,
    GHOST,
    EARLY,
    GAP,
    SKIPPED,
    SENDER_ORDER,
    POSITION_BACK,
    POSITION_BEYOND,
    POSITION_DIFFERS,
    MISCOUNTED,
    AFTER_REMOVAL,
    UNAUTHORISED,
    STALE,
    HISTORY_CHANGED,
    TWO_WRITERS,
    DISHONEST,
    LATE,
    UNANSWERED,
    CONSERVATION,
    OBJECTION;

    /** As it is printed. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
