package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.id.UserId;

/**
 * Who of a slot's users is online, when the others were last, and who wants to know. Soft state: watchers say again that they
 * watch before they are forgotten, so it may be lost with the slot at any time. Bounded. Confined to the slot.
 */
final class PresenceBook {

    /** Renewals that a watcher may miss before it is forgotten. */
    private static final int RENEWALS_MISSED_MAX = 3;

    private final SessionSettings settings;
    private final SessionServices.Reached reached;
    private final Set<UserId> online = new HashSet<>();
    private final Map<UserId, Long> lastSeen = new LinkedHashMap<>();
    private final Map<UserId, Map<ActorRef<SlotProtocol.PresenceChanged>, Long>> watchers = new HashMap<>();

    PresenceBook(SessionSettings settings, SessionServices.Reached reached) {
        this.settings = settings;
        this.reached = reached;
    }

    void online(UserId user) {
        if (online.add(user)) {
            lastSeen.remove(user);
            tellWatchers(user);
        }
    }

    void offline(UserId user, long nowMs) {
        if (online.remove(user)) {
            lastSeen.put(user, nowMs);
            if (lastSeen.size() > settings.lastSeenMax()) {
                reached.lastSeen.increment();
                lastSeen.remove(lastSeen.keySet().iterator().next());
            }
            tellWatchers(user);
        }
    }

    /** Remembers the watcher, as far as there is room, and tells it how things are. */
    void watch(SlotProtocol.Watch watch, long nowMs) {
        for (UserId user : watch.users()) {
            if (watchers.size() >= settings.watchedUsersMax() && !watchers.containsKey(user)) {
                reached.watchedUsers.increment();
                continue;
            }
            Map<ActorRef<SlotProtocol.PresenceChanged>, Long> watching =
                    watchers.computeIfAbsent(user, any -> new HashMap<>());
            if (watching.size() < settings.watchersMax() || watching.containsKey(watch.watcher())) {
                watching.put(watch.watcher(), nowMs);
            } else {
                reached.watchers.increment();
            }
        }
        watch.watcher()
                .tell(new SlotProtocol.PresenceChanged(
                        watch.users().stream().map(this::state).toList()));
    }

    /** Forgets watchers that have not renewed. */
    void expire(long nowMs) {
        long oldest = nowMs - RENEWALS_MISSED_MAX * settings.watchRenewal().toMillis();
        watchers.values().forEach(watching -> watching.values().removeIf(renewed -> renewed < oldest));
        watchers.values().removeIf(Map::isEmpty);
    }

    private PresenceState state(UserId user) {
        boolean isOnline = online.contains(user);
        return new PresenceState(user, isOnline, isOnline ? null : lastSeen.get(user));
    }

    private void tellWatchers(UserId user) {
        SlotProtocol.PresenceChanged changed = new SlotProtocol.PresenceChanged(List.of(state(user)));
        watchers.getOrDefault(user, Map.of()).keySet().forEach(watcher -> watcher.tell(changed));
    }
}
