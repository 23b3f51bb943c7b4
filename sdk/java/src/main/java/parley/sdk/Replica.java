package parley.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this client's copy of the chats in step with the server: takes in what is pushed, notices what is missing, and asks for it. What it
 * has is in the store.
 */
final class Replica {

    /** For how many unread chats of a list the arrival is confirmed; more would look like a flood. */
    private static final int DELIVERED_MAX = 50;
    /** So many chats that are behind are asked for one by one; for more, the list is asked for. */
    private static final int SINGLY_MAX = 5;

    private final Parts parts;
    private final Store store;
    /** What the server said last of all that was said there; null before the first welcome, and where it has no name. */
    private @Nullable String history;

    /** The list that is being read. */
    private @Nullable Listing listing;
    /** Whether the list is to be asked for once more when it was read. */
    private boolean listAgain;

    /** @param settle told of each message of one's own that the server has, with its chat */
    record Parts(
            Store store,
            Connection connection,
            People people,
            Positions positions,
            Pages pages,
            Watch watch,
            BiConsumer<String, Entry> settle) {}

    private static final class Listing {
        private Set<Integer> buckets = Set.of();
        private final Set<String> named = new HashSet<>();
    }

    Replica(Parts parts) {
        this.parts = parts;
        this.store = parts.store;
    }

    /** What this client has, for the first frame of a connection. */
    ObjectNode hello() {
        ObjectNode hello = Json.frame("hello").put("version", 1);
        ArrayNode chats = hello.putArray("chats");
        List<Map.Entry<String, ChatLog>> open = store.logs().entrySet().stream()
                .filter(log -> log.getValue().isLoaded())
                .toList();
        open.subList(Math.max(0, open.size() - store.limits().openChats()), open.size())
                .forEach(log -> chats.addObject()
                        .put("chat", log.getKey())
                        .put("seq", log.getValue().last()));
        if (store.isListed()) {
            hello.set("digest", Json.strings(Digest.of(store.chats())));
        }
        return hello;
    }

    void welcome(ObjectNode welcome) {
        String before = history;
        history = welcome.hasNonNull("history") ? welcome.path("history").asText() : null;
        if (before != null && !before.equals(history)) {
            // The server was restored from a backup: what this client has may not be there, or something else stands in
            // its place.
            store.forgetChats();
            parts.connection.reopen();
            return;
        }
        for (JsonNode open : welcome.path("open")) {
            String chat = open.path("chat").asText();
            String continuity = open.path("continuity").asText();
            ChatLog log = store.log(chat);
            if (!continuity.equals("proven") && log != null) {
                log.reset();
            }
            if (continuity.equals("reset")) {
                store.forgetRow(chat);
            }
        }
        var begun = new Listing();
        begun.buckets = new HashSet<>(Json.list(welcome.path("buckets"), Integer.class));
        listing = begun;
        listAgain = false;
    }

    /** The list is complete: whatever else is behind is asked for now. */
    void synced() {
        if (listing != null) {
            store.keepOnly(listing.buckets, listing.named);
            listing = null;
        }
        store.listed();
        parts.positions.reconnected();
        parts.watch.again();
        store.logs().forEach((chat, log) -> {
            if (!log.isLoaded()) {
                parts.pages.load(chat);
            } else if (log.hasGap() || log.last() < store.seqOf(chat)) {
                parts.pages.catchUp(chat);
            }
        });
        String shown = store.shown();
        if (shown != null) {
            parts.pages.open(shown);
        }
        store.byActivity().stream()
                .filter(chat -> chat.unread() > 0)
                .limit(DELIVERED_MAX)
                .forEach(chat -> parts.positions.delivered(chat.chat(), chat.seq()));
        if (listAgain) {
            relist();
        }
    }

    /** Something pushed; what is unknown is ignored. */
    void push(ObjectNode frame) {
        String chat = frame.path("chat").asText();
        switch (frame.path("type").asText()) {
            case "list" -> list(Json.list(frame.path("chats"), Chat.class));
            case "entries" -> entries(chat, Json.list(frame.path("entries"), Entry.class));
            case "receipt" ->
                store.putReceipt(
                        chat,
                        frame.path("user").asText(),
                        frame.path("delivered").asLong(),
                        frame.path("read").asLong());
            case "position" -> store.putRead(chat, Json.as(frame.path("read"), Position.class));
            case "typing" ->
                store.putTyping(
                        chat, frame.path("user").asText(), frame.path("on").asBoolean());
            case "presence" -> parts.watch.heard(frame.path("users"));
            case "profile" -> {
                Person person = Json.as(frame, Person.class);
                if (store.knows(person.user())) {
                    store.putPeople(List.of(person));
                }
            }
            case "heartbeat" -> {
                if (frame.hasNonNull("positions")) {
                    compare(frame.path("positions"));
                }
            }
            case "resync" -> resync();
            default -> {}
        }
    }

    /** Entries of a chat, ascending, from wherever: pushed, asked for, or acknowledged. */
    void entries(String chat, List<Entry> entries) {
        String me = store.myself();
        ChatLog log = store.log(chat);
        // A chat that is newer than the list that is being read may not be named there.
        if (listing != null) {
            listing.named.add(chat);
        }
        if (log != null) {
            log.append(entries);
            store.trim(chat);
        }
        row(chat, entries);
        for (Entry entry : entries) {
            if (entry.by() != null && !entry.by().equals(me)) {
                store.putTyping(chat, entry.by(), false);
                // Whoever writes has read up to there; no receipt says so.
                store.putReceipt(chat, entry.by(), 0, entry.seq());
            }
        }
        settle(chat, entries, me);
        parts.people.need(Fold.peopleIn(entries));
        if (log != null && log.isLoaded() && log.hasGap()) {
            parts.pages.catchUp(chat);
        }
        if (Fold.changesMembers(entries) && store.knowsMembers(chat)) {
            parts.pages.members(chat);
            parts.watch.look();
        }
        store.changed();
    }

    /** Brings the list's row up to date; if something lies between, the server is asked. */
    private void row(String chat, List<Entry> entries) {
        Chat row = store.chat(chat);
        List<Entry> newer = row == null
                ? List.of()
                : entries.stream().filter(entry -> entry.seq() > row.seq()).toList();
        if (row != null && !newer.isEmpty()) {
            store.replaceChat(Fold.into(row, newer, store.myself()));
        }
        if (row == null || (!newer.isEmpty() && newer.get(0).seq() > row.seq() + 1)) {
            parts.pages.chat(chat, entries.stream().mapToLong(Entry::at).max().orElse(0));
        }
    }

    private void settle(String chat, List<Entry> entries, String me) {
        long newest = 0;
        for (Entry entry : entries) {
            if (!me.equals(entry.by())) {
                newest = entry.seq();
            } else if (entry.key() != null) {
                parts.settle.accept(chat, entry);
            }
        }
        if (newest > 0) {
            parts.positions.delivered(chat, newest);
        }
    }

    private void list(List<Chat> chats) {
        for (Chat chat : chats) {
            if (listing != null) {
                listing.named.add(chat.chat());
            }
            store.putChat(chat);
            parts.people.need(peopleOf(chat));
        }
        parts.watch.look();
    }

    static List<String> peopleOf(Chat chat) {
        List<String> people = new ArrayList<>();
        if (chat.peer() != null) {
            people.add(chat.peer());
        }
        if (chat.last() != null) {
            people.add(chat.last().by());
        }
        return people;
    }

    /** Pushes may have been missed: entries, one's own positions, who is online, and the receipts of what is on the screen. */
    private void compare(JsonNode positions) {
        List<String> behind = new ArrayList<>();
        for (JsonNode position : positions) {
            String chat = position.path("chat").asText();
            long seq = position.path("seq").asLong();
            if (position.hasNonNull("read")) {
                store.putRead(chat, Json.as(position.path("read"), Position.class));
            }
            if (chat.equals(store.shown())) {
                parts.pages.receipts(chat);
            }
            ChatLog log = store.log(chat);
            if (log != null && log.isLoaded() && log.last() < seq) {
                parts.pages.catchUp(chat);
            }
            if (seq > store.seqOf(chat)) {
                behind.add(chat);
            }
        }
        if (behind.size() > SINGLY_MAX) {
            relist();
        } else {
            behind.forEach(chat -> parts.pages.chat(chat, 0));
        }
        parts.watch.again();
    }

    /** Pushes were dropped. From {@code resynced} on nothing more is; whatever was missed until then is read after it. */
    private void resync() {
        CompletableFuture<?> unused = parts.connection
                .request(Json.frame("resynced"))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        parts.connection.reopen();
                        return;
                    }
                    relist();
                    store.logs().forEach((chat, log) -> {
                        if (log.isLoaded()) {
                            parts.pages.catchUp(chat);
                        }
                    });
                });
    }

    /** The list once more, as far as it differs; what is behind by it is asked for when it is complete. */
    private void relist() {
        listAgain = listing != null;
        if (listAgain) {
            return;
        }
        var begun = new Listing();
        listing = begun;
        CompletableFuture<?> unused = parts.pages.list(Digest.of(store.chats())).whenComplete((buckets, failure) -> {
            if (failure == null) {
                begun.buckets = new HashSet<>(buckets);
            } else if (listing == begun) {
                listing = null;
                parts.connection.reopen();
            }
        });
    }
}
