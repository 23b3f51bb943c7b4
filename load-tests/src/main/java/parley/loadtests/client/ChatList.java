package parley.loadtests.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's copy of its chat list. Bounded. Confined to the client's serial.
 */
final class ChatList {

    private final int chatsMax;
    private final Map<String, ChatSummary> chats = new LinkedHashMap<>();
    private boolean known;

    ChatList(int chatsMax) {
        this.chatsMax = chatsMax;
    }

    /** The digest of the list; null if there is none yet. */
    @Nullable
    List<String> digest() {
        return known ? Digest.of(chats.values()) : null;
    }

    /** The chats of these buckets are about to come anew. */
    void replace(Collection<Integer> buckets) {
        chats.keySet().removeIf(chat -> buckets.contains(Digest.bucketOf(chat)));
    }

    /** Nothing is known any more. */
    void forget() {
        chats.clear();
        known = false;
    }

    /** The list is complete. */
    void complete() {
        known = true;
    }

    void put(ChatSummary chat) {
        if (chats.size() < chatsMax || chats.containsKey(chat.chat())) {
            chats.put(chat.chat(), chat);
        }
    }

    @Nullable
    ChatSummary find(String chat) {
        return chats.get(chat);
    }

    /** Takes over what an entry changes. */
    void apply(String chat, Entry entry, String me) {
        chats.computeIfPresent(chat, (id, summary) -> summary.after(entry, me));
    }

    /** Takes over how far the user has read, where that is ahead. */
    void read(String chat, Position position) {
        chats.computeIfPresent(
                chat, (id, summary) -> position.seq() > summary.read().seq() ? summary.withRead(position) : summary);
    }

    List<ChatSummary> all() {
        return List.copyOf(chats.values());
    }
}
