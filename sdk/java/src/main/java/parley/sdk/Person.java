package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account.
 *
 * @param user the id, by which entries and members name them
 * @param name the unique name with which they log in
 * @param displayName how they want to be called; may be empty
 */
public record Person(
        String user, @Nullable String name, @Nullable String displayName) {

    /** How to call them. */
    public String called() {
        if (displayName != null && !displayName.isEmpty()) {
            return displayName;
        }
        return name == null ? user : name;
    }
}
