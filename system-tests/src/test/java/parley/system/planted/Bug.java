package parley.system.planted;

import org.jspecify.annotations.Nullable;

/** What a planted bug makes of the methods it is planted in, while it is on. A site is a class and a method, as in {@link PlantedBug}. */
interface Bug {

    /** What the method is called with. */
    default Object[] arguments(String site, @Nullable Object self, Object[] arguments) {
        return arguments;
    }

    /** What is returned without the method being called; null if it is called. Anything else skips a method that returns nothing. */
    default @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        return null;
    }

    /** What is returned in the place of {@code value}. */
    default @Nullable Object returned(String site, @Nullable Object self, Object[] arguments, @Nullable Object value) {
        return value;
    }
}
