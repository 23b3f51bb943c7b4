package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Whom a client is signed in as.
 *
 * @param device the id of this device
 */
public record Me(
        String user,
        @Nullable String name,
        @Nullable String displayName,
        @Nullable String device) {

    Me called(Person person) {
        return new Me(user, person.name(), person.displayName(), device);
    }

    Person person() {
        return new Person(user, name, displayName);
    }
}
