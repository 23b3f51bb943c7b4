package parley.engine.account;

import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * A device that is signed in.
 *
 * @param name what its user calls it; may be empty
 * @param createdAt when it logged in, epoch milliseconds
 * @param expiresAt when it is signed out by itself, epoch milliseconds
 */
public record Device(UserId user, DeviceId device, String name, long createdAt, long expiresAt, RefreshState refresh) {}
