package parley.engine.account;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * Devices that were revoked lately, so that every node refuses their access tokens until these have expired by themselves.
 * Thread-safe, never blocks. A stage that fails with {@link StoreUnavailable} means unknown; adding again is harmless.
 */
public interface RevokedDevices {

    /** Kept for {@code timeToLive}, then forgotten. */
    CompletionStage<Void> add(Revoked revoked, Duration timeToLive);

    /**
     * What was added at or after {@code since}, the newest {@code limit} of it at most, in no order. A clock of another node may
     * be behind: ask for some time more than is needed.
     *
     * @param since epoch milliseconds
     * @param now epoch milliseconds
     */
    CompletionStage<List<Revoked>> since(long since, long now, int limit);

    /** {@code at}: epoch milliseconds, by the clock of the node that revoked. */
    record Revoked(UserId user, DeviceId device, long at) {}
}
