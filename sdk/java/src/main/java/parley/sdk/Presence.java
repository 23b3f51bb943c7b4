package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Whether somebody is there.
 *
 * @param lastSeen when they were there last, in epoch milliseconds; null where that is not known
 */
public record Presence(boolean online, @Nullable Long lastSeen) {}
