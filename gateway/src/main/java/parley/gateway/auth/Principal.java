package parley.gateway.auth;

import java.time.Instant;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * Who a verified access token speaks for. It is stamped on everything that the bearer asks; nothing a client says about itself is
 * believed.
 *
 * @param expiresAt when the token ends; bearers are let go after that and the clock skew allowed
 */
public record Principal(UserId user, DeviceId device, Instant expiresAt) {}
