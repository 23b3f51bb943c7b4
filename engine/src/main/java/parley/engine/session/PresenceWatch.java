package parley.engine.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.ReplyTo;
import parley.engine.id.UserId;
import parley.engine.session.Connections.Place;

/** Whom the connections of one user watch, what is known of them, and what has not been told yet. Confined to the session. */
final class PresenceWatch {

    private final Map<Place, Set<UserId>> byConnection = new HashMap<>();
    private final Map<UserId, PresenceState> known = new HashMap<>();
    private final Set<UserId> changed = new HashSet<>();
    private final List<ReplyTo> unanswered = new ArrayList<>();

    void watch(Place place, List<UserId> users, ReplyTo replyTo) {
        byConnection.put(place, new HashSet<>(users));
        unanswered.add(replyTo);
        forgetUnwatched();
    }

    void forget(Place place) {
        if (byConnection.remove(place) != null) {
            forgetUnwatched();
        }
    }

    Set<UserId> watched() {
        Set<UserId> all = new HashSet<>();
        byConnection.values().forEach(all::addAll);
        return all;
    }

    /** True if somebody must be told. */
    boolean changed(List<PresenceState> states) {
        Set<UserId> watched = watched();
        for (PresenceState state : states) {
            if (watched.contains(state.user()) && !state.equals(known.put(state.user(), state))) {
                changed.add(state.user());
            }
        }
        return !changed.isEmpty();
    }

    /** Answers the requests all of whose users are known; with {@code all}, the others too, unknown users as offline. */
    void answer(boolean all) {
        unanswered.removeIf(replyTo -> {
            Set<UserId> users = byConnection.getOrDefault(Place.of(replyTo), Set.of());
            if (!all && !known.keySet().containsAll(users)) {
                return false;
            }
            List<PresenceState> states = users.stream()
                    .map(user -> known.getOrDefault(user, new PresenceState(user, false, null)))
                    .toList();
            replyTo.hub().tell(new HubProtocol.PresenceStates(replyTo.connection(), replyTo.request(), states));
            return true;
        });
    }

    boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** What has changed for each connection since the last call. */
    Map<Place, List<PresenceState>> drainChanges() {
        Map<Place, List<PresenceState>> changes = new HashMap<>();
        byConnection.forEach((place, users) -> {
            List<PresenceState> states =
                    changed.stream().filter(users::contains).map(known::get).toList();
            if (!states.isEmpty()) {
                changes.put(place, states);
            }
        });
        changed.clear();
        return changes;
    }

    private void forgetUnwatched() {
        known.keySet().retainAll(watched());
    }
}
