package parley.engine.account;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * The devices that are signed in. A device is gone after its {@code expiresAt}. Thread-safe, never blocks. A stage that fails with
 * {@link StoreUnavailable} means unknown.
 */
public interface Devices {

    /** How many devices {@link #of} lists at most. */
    int LISTED_MAX = 200;

    CompletionStage<Void> add(Device device);

    CompletionStage<Optional<Device>> find(UserId user, DeviceId device);

    /** At most {@link #LISTED_MAX}, in no order. */
    CompletionStage<List<Device>> of(UserId user);

    /** Replaces the device if its generation is still {@code generation}. Completes with whether it was. */
    CompletionStage<Boolean> rotate(Device next, long generation);

    /** Completes with whether it was there. */
    CompletionStage<Boolean> remove(UserId user, DeviceId device);
}
