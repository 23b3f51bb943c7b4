package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * A device that is signed in. Times are epoch milliseconds.
 *
 * @param device its id
 * @param current whether it is this one
 */
public record Device(String device, @Nullable String name, long createdAt, long usedAt, boolean current) {}
