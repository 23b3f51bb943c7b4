package parley.sdk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import parley.sdk.ConnectionStatus.Reason;
import parley.sdk.ConnectionStatus.State;

/**
 * What this client knows, and the one place that changes it, on the loop; it is read on any thread. Whoever listens is told, once per turn,
 * that something is different. Knows no sockets.
 */
final class Store {

    private static final int LOGS_MAX = 100;
    private static final int PEOPLE_MAX = 10_000;
    private static final int CHATS_WITH_RECEIPTS_MAX = 1_000;
    private static final long TYPING_MS = 8_000;

    private final Loop loop;
    private final Runnable listener;
    private final Map<String, Chat> chats = new ConcurrentHashMap<>();
    /** The logs that were opened, the least recently used first; guarded by itself. */
    private final LinkedHashMap<String, ChatLog> logs = new LinkedHashMap<>();

    private final Recent<Map<String, Receipt>> receipts = new Recent<>(CHATS_WITH_RECEIPTS_MAX);
    private final Recent<List<Member>> members = new Recent<>(LOGS_MAX);
    /** By chat and user: until when they are thought to type. */
    private final Map<String, Map<String, Long>> typing = new ConcurrentHashMap<>();

    private final Recent<Presence> presence = new Recent<>(PEOPLE_MAX);
    private final Recent<Person> people = new Recent<>(PEOPLE_MAX);
    private volatile @Nullable Me me;
    private volatile ConnectionStatus connection;
    private volatile Limits limits = Limits.DOCUMENTED;
    /** The chat on the screen. */
    private volatile @Nullable String shown;
    /** Whether the whole list was read at least once. */
    private boolean listed;

    private boolean scheduled;

    /** @param listener told, once per turn, that something is different */
    Store(Loop loop, Runnable listener) {
        this.loop = loop;
        this.listener = listener;
        connection = new ConnectionStatus(State.CONNECTING, Reason.NONE, 0, loop.now());
    }

    /** Something is different. */
    void changed() {
        if (!scheduled) {
            scheduled = true;
            loop.execute(() -> {
                scheduled = false;
                listener.run();
            });
        }
    }

    void me(Me known) {
        me = known;
        putPeople(List.of(known.person()));
    }

    /** The id of the user; empty until it is known. */
    String myself() {
        Me known = me;
        return known == null ? "" : known.user();
    }

    @Nullable
    Me me() {
        return me;
    }

    ConnectionStatus connection() {
        return connection;
    }

    void connection(ConnectionStatus status) {
        connection = status;
        changed();
    }

    Limits limits() {
        return limits;
    }

    void limits(Limits told) {
        limits = told;
    }

    @Nullable
    String shown() {
        return shown;
    }

    void show(@Nullable String chat) {
        String before = shown;
        shown = chat;
        if (before != null && !before.equals(chat)) {
            trim(before);
        }
        changed();
    }

    boolean isListed() {
        return listed;
    }

    void listed() {
        listed = true;
        changed();
    }

    @Nullable
    Chat chat(String id) {
        return chats.get(id);
    }

    /** The seq of a chat's newest entry, as far as it is known; 0 for a chat that is not. */
    long seqOf(String id) {
        Chat chat = chats.get(id);
        return chat == null ? 0 : chat.seq();
    }

    Collection<Chat> chats() {
        return chats.values();
    }

    /** The most recently active first. */
    static List<Chat> inOrder(Collection<Chat> chats) {
        return chats.stream()
                .sorted(Comparator.comparingLong(Chat::activity).reversed().thenComparing(Chat::chat))
                .toList();
    }

    /** A chat as the server tells it. What was heard of it since, from newer entries, stays. */
    void putChat(Chat told) {
        Chat known = chats.get(told.chat());
        Chat chat = known != null && known.seq() > told.seq() ? known : told;
        Position read = known != null && known.read().seq() > told.read().seq() ? known.read() : told.read();
        long before = known == null ? 0 : known.activity();
        long activity = Math.max(before, told.last() == null ? 0 : told.last().at());
        replaceChat(chat.withRead(read).withActivity(activity));
    }

    void replaceChat(Chat chat) {
        chats.put(chat.chat(), chat);
        changed();
    }

    /** Something happened in a chat at that time. */
    void touch(String id, long at) {
        Chat chat = chats.get(id);
        if (chat != null) {
            replaceChat(chat.withActivity(Math.max(at, chat.activity())));
        }
    }

    /** Drops the chats of some buckets that the server did not name again. */
    void keepOnly(Set<Integer> buckets, Set<String> named) {
        for (String id : List.copyOf(chats.keySet())) {
            if (!named.contains(id) && buckets.contains(Digest.bucketOf(id))) {
                forgetChat(id);
            }
        }
    }

    void forgetChat(String id) {
        chats.remove(id);
        synchronized (logs) {
            logs.remove(id);
        }
        changed();
    }

    /** Forgets all that the server has told of chats; what was not sent stays. */
    void forgetChats() {
        logs().values().forEach(ChatLog::reset);
        chats.clear();
        receipts.clear();
        members.clear();
        listed = false;
        changed();
    }

    /** Drops the row, and keeps what there is of the log. */
    void forgetRow(String id) {
        chats.remove(id);
    }

    @Nullable
    ChatLog log(String id) {
        synchronized (logs) {
            return logs.get(id);
        }
    }

    Map<String, ChatLog> logs() {
        synchronized (logs) {
            return new LinkedHashMap<>(logs);
        }
    }

    /** The log, made when missing; the least recently used one goes when there are many. */
    ChatLog useLog(String id) {
        synchronized (logs) {
            ChatLog log = Objects.requireNonNullElseGet(logs.remove(id), ChatLog::new);
            logs.put(id, log);
            if (logs.size() > LOGS_MAX) {
                logs.keySet().stream()
                        .filter(old -> !old.equals(shown))
                        .findFirst()
                        .ifPresent(logs::remove);
            }
            return log;
        }
    }

    void trim(String id) {
        ChatLog log = log(id);
        if (log != null) {
            log.trim(id.equals(shown));
        }
    }

    /** Positions never go back. */
    void putReceipt(String chat, String user, long delivered, long read) {
        Map<String, Receipt> known = Objects.requireNonNullElse(receipts.get(chat), Map.of());
        Map<String, Receipt> moved = new LinkedHashMap<>(known);
        moved.put(user, known.getOrDefault(user, Receipt.NOTHING).with(delivered, read));
        receipts.put(chat, moved);
        changed();
    }

    Map<String, Receipt> receipts(String chat) {
        return Map.copyOf(Objects.requireNonNullElse(receipts.get(chat), Map.of()));
    }

    void putTyping(String chat, String user, boolean on) {
        if (on) {
            Map<String, Long> ofChat = typing.computeIfAbsent(chat, id -> new ConcurrentHashMap<>());
            Long until = loop.now() + TYPING_MS;
            ofChat.put(user, until);
            loop.later(TYPING_MS, () -> {
                if (ofChat.remove(user, until)) {
                    changed();
                }
            });
            changed();
        } else if (typing.getOrDefault(chat, new ConcurrentHashMap<>()).remove(user) != null) {
            changed();
        }
    }

    List<String> typists(String chat) {
        Map<String, Long> ofChat = typing.get(chat);
        return ofChat == null ? List.of() : List.copyOf(ofChat.keySet());
    }

    /** Positions never go back. */
    void putRead(String chat, Position read) {
        Chat known = chats.get(chat);
        if (known != null && read.seq() > known.read().seq()) {
            replaceChat(known.withRead(read));
        }
    }

    void putMembers(String chat, List<Member> all) {
        members.put(chat, List.copyOf(all));
        changed();
    }

    List<Member> members(String chat) {
        return Objects.requireNonNullElse(members.get(chat), List.of());
    }

    boolean knowsMembers(String chat) {
        return members.has(chat);
    }

    /** Oneself may be among them. */
    void putPeople(Collection<Person> known) {
        for (Person person : known) {
            people.put(person.user(), person);
            Me myself = me;
            if (myself != null && myself.user().equals(person.user())) {
                me = myself.called(person);
            }
        }
        changed();
    }

    @Nullable
    Person person(String user) {
        return people.get(user);
    }

    boolean knows(String user) {
        return people.has(user);
    }

    void putPresence(String user, Presence state) {
        presence.put(user, state);
        changed();
    }

    Map<String, Presence> presence() {
        return presence.all();
    }

    /** Whoever is asked for: those one talks to most recently come first. */
    List<Chat> byActivity() {
        return inOrder(new ArrayList<>(chats.values()));
    }
}
