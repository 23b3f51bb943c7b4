package parley.gateway.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What signing in needs of the outside: time, chance and threads.
 *
 * @param executor runs polls, fetches of foreign keys and opening of keys: a few threads that may block for seconds
 */
public record AuthWorld(Clock clock, SecureRandom random, ScheduledExecutorService executor) {}
