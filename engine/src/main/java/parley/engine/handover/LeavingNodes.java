package parley.engine.handover;

import akka.actor.Address;
import java.util.Set;

/** The nodes that are about to leave, as far as this one has been told. Written by {@link HandOver}. Thread-safe. */
public final class LeavingNodes {

    private volatile Set<Address> addresses = Set.of();

    void are(Set<Address> now) {
        addresses = Set.copyOf(now);
    }

    boolean contains(Address address) {
        return addresses.contains(address);
    }
}
