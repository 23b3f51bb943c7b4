package parley.gateway.ws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Which connections of a lane are told to their users' sessions again: those whose slot moved, and now and then all. In rounds of
 * {@link SocketSettings.Moves#TICK}, some in each. What is not confirmed in time was lost, as it is while sharding does not know yet
 * where a slot of a dead node is now, and is told again. Confined to the lane's event loop.
 */
final class Registrations {

    private final int confirmRounds;
    private final BitSet movedSlots = new BitSet();
    private final Set<SocketHandler> moved = new LinkedHashSet<>();
    private final Queue<SocketHandler> toRenew = new ArrayDeque<>();
    /** Told to their sessions, and in which round; those told longest ago first. */
    private final Map<SocketHandler, Long> unconfirmed = new LinkedHashMap<>();

    private long round;

    Registrations(Duration confirmWithin) {
        this.confirmRounds = (int) Math.max(1, confirmWithin.dividedBy(SocketSettings.Moves.TICK));
    }

    void slotMoved(int slot) {
        movedSlots.set(slot);
    }

    void confirmed(SocketHandler socket) {
        unconfirmed.remove(socket);
    }

    /** Does nothing while an earlier renewal is under way. */
    void renew(Collection<SocketHandler> sockets) {
        if (toRenew.isEmpty()) {
            toRenew.addAll(sockets);
        }
    }

    void forget(SocketHandler socket) {
        moved.remove(socket);
        unconfirmed.remove(socket);
    }

    /** Tells so many: of moved slots and unconfirmed ones first, of the others when there are none. */
    void round(Collection<SocketHandler> sockets, int connectionsMax) {
        round++;
        takeMoved(sockets);
        takeUnconfirmed();
        Iterator<SocketHandler> first = moved.iterator();
        for (int i = 0; i < connectionsMax; i++) {
            SocketHandler socket;
            if (first.hasNext()) {
                socket = first.next();
                first.remove();
            } else {
                socket = toRenew.poll();
            }
            if (socket == null) {
                return;
            }
            unconfirmed.remove(socket);
            if (socket.connection().registerAgain()) {
                unconfirmed.put(socket, round);
            }
        }
    }

    private void takeMoved(Collection<SocketHandler> sockets) {
        if (movedSlots.isEmpty()) {
            return;
        }
        for (SocketHandler socket : sockets) {
            int slot = socket.connection().slot();
            if (slot >= 0 && movedSlots.get(slot)) {
                moved.add(socket);
            }
        }
        movedSlots.clear();
    }

    private void takeUnconfirmed() {
        Iterator<Map.Entry<SocketHandler, Long>> oldest = unconfirmed.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<SocketHandler, Long> told = oldest.next();
            if (round - told.getValue() < confirmRounds) {
                return;
            }
            moved.add(told.getKey());
            oldest.remove();
        }
    }
}
