package parley.gateway.auth;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What signing in needs of the outside: time, chance, threads, and where it counts.
 *
 * @param executor runs polls, fetches of foreign keys and opening of keys: a few threads that may block for seconds
 */
public record AuthWorld(Clock clock, SecureRandom random, ScheduledExecutorService executor, MeterRegistry meters) {}
