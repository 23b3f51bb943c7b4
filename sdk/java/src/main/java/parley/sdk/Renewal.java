package parley.sdk;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Renews the access token before it runs out. An attempt that fails is made again soon: when only its answer was lost, the old refresh token
 * is good for a few seconds more, and after that using it signs the device out.
 */
final class Renewal {

    /** The access token is renewed this long before it runs out, at a random moment, so that not all clients come at once. */
    private static final long EARLY_LEAST_MS = 30_000;

    private static final long EARLY_SPREAD_MS = 60_000;
    /** Not sooner than this, whatever was heard: a token that seems to be over already is no reason to ask without end. */
    private static final long LEAST_MS = 30_000;

    private final Supplier<CompletableFuture<Boolean>> renew;
    private final Runnable renewed;
    private final Loop loop;
    private final Backoff backoff = new Backoff();
    private Loop.@Nullable Timer timer;

    /**
     * @param renew gets fresh tokens; false when signed out; fails when out of reach
     * @param renewed told after each success
     */
    Renewal(Supplier<CompletableFuture<Boolean>> renew, Runnable renewed, Loop loop) {
        this.renew = renew;
        this.renewed = renewed;
        this.loop = loop;
    }

    /** The token is good for so long from now, by the server's clock. */
    void lasts(long ms) {
        long early = EARLY_LEAST_MS + Math.round(Math.random() * EARLY_SPREAD_MS);
        backoff.reset();
        in(Math.max(Math.max(ms / 2, ms - early), LEAST_MS));
    }

    void stop() {
        Loop.Timer.cancel(timer);
        timer = null;
    }

    private void in(long ms) {
        stop();
        timer = loop.later(ms, this::attempt);
    }

    private void attempt() {
        Loop.Timer before = timer;
        CompletableFuture<?> unused = renew.get().whenComplete((fresh, failure) -> {
            if (failure == null) {
                if (fresh) {
                    renewed.run();
                }
            } else if (timer == before) {
                // Unless it was stopped, or somebody else got fresh tokens meanwhile.
                Long wait = Refusal.of(failure).retryAfterMs();
                in(wait == null ? backoff.next() : wait);
            }
        });
    }
}
