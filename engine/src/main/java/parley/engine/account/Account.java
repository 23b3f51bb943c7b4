package parley.engine.account;

import parley.engine.id.UserId;

/**
 * A user as others see them.
 *
 * @param name what one logs in with, unique within the tenant; users of foreign issuers have the text of their id here
 * @param displayName what is shown; may be empty
 * @param createdAt epoch milliseconds
 */
public record Account(UserId user, String name, String displayName, long createdAt) {

    /** The same account, called otherwise. */
    public Account shownAs(String other) {
        return new Account(user, name, other, createdAt);
    }
}
