package parley.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps the server informed about whose presence is wanted: whoever was named, the people of the open group, then those one talks to. */
final class Watch {

    private static final long GATHER_MS = 200;

    private final Connection connection;
    private final Store store;
    private final Loop loop;
    private final Backoff backoff = new Backoff();
    private List<String> watched = List.of();
    private List<String> also = List.of();
    private Loop.@Nullable Timer timer;

    Watch(Connection connection, Store store, Loop loop) {
        this.connection = connection;
        this.store = store;
        this.loop = loop;
    }

    /** Who is on the screen may have changed. */
    void look() {
        lookIn(GATHER_MS);
    }

    /** These too, before all others. */
    void also(List<String> users) {
        also = users;
        look();
    }

    /** The server may have forgotten what was told it, or changes may have been missed. */
    void again() {
        watched = List.of();
        look();
    }

    /** Takes in who is online, as a push or a reply says it. */
    void heard(JsonNode users) {
        for (JsonNode state : users) {
            Long lastSeen = state.hasNonNull("lastSeen") ? state.get("lastSeen").asLong() : null;
            store.putPresence(
                    state.path("user").asText(),
                    new Presence(state.path("online").asBoolean(), lastSeen));
        }
    }

    private void lookIn(long ms) {
        if (timer == null) {
            timer = loop.later(ms, this::tell);
        }
    }

    private void tell() {
        timer = null;
        List<String> users = wanted();
        if (users.equals(watched) || !connection.isOnline()) {
            return;
        }
        watched = users;
        ObjectNode frame = Json.frame("watch_presence");
        frame.set("users", Json.strings(users));
        CompletableFuture<?> unused = connection.request(frame).whenComplete((reply, failure) -> {
            if (failure == null) {
                backoff.reset();
                heard(reply.path("users"));
            } else {
                watched = List.of();
                Long wait = Refusal.of(failure).retryAfterMs();
                lookIn(wait == null ? backoff.next() : wait);
            }
        });
    }

    private List<String> wanted() {
        Set<String> users = new LinkedHashSet<>(also);
        String shown = store.shown();
        if (shown != null) {
            addPeer(users, store.chat(shown));
            store.members(shown).forEach(member -> users.add(member.user()));
        }
        store.byActivity().forEach(chat -> addPeer(users, chat));
        users.remove(store.myself());
        return users.stream().limit(store.limits().watchedUsers()).toList();
    }

    private static void addPeer(Set<String> users, @Nullable Chat chat) {
        if (chat != null && chat.peer() != null) {
            users.add(chat.peer());
        }
    }
}
