package parley.gateway.auth;

import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/** Tells about devices that were revoked, on whichever node of the cluster that happened. Thread-safe. */
public interface Revocations {

    /** Adds a listener for as long as the process lives. Devices revoked earlier are refused by {@link TokenVerifier} already. */
    void subscribe(Listener listener);

    /** Called on any thread, possibly more than once for a device; must not block. */
    @FunctionalInterface
    interface Listener {
        void revoked(UserId user, DeviceId device);
    }
}
