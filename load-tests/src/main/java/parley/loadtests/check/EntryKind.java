package parley.loadtests.check;

import java.util.Locale;

/** What an entry is, as the protocol names it. A kind that is not known counts as hidden. */
public enum EntryKind {
    MESSAGE,
    CREATED,
    ADDED,
    REMOVED,
    LEFT,
    RENAMED,
    HIDDEN;

    static EntryKind of(String wireName) {
        for (EntryKind kind : values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(wireName)) {
                return kind;
            }
        }
        return HIDDEN;
    }
}
