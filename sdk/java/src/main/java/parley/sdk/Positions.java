package parley.sdk;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server how far this device has got in each chat: of each kind the newest position, again until the server says that it has it.
 */
final class Positions {

    private static final long GATHER_MS = 250;
    private static final long RETRY_MS = 2_000;

    private final Connection connection;
    private final Store store;
    private final Loop loop;
    /** What the server has not confirmed, by kind and chat. */
    private final Map<Kind, Map<String, Long>> due = new EnumMap<>(Kind.class);
    /** What was delivered, and told or about to be. */
    private final Map<String, Long> told = new HashMap<>();
    /** What is being told. */
    private final Set<String> underway = new HashSet<>();

    private Loop.@Nullable Timer timer;

    private enum Kind {
        DELIVERED,
        READ;

        private String onTheWire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Positions(Connection connection, Store store, Loop loop) {
        this.connection = connection;
        this.store = store;
        this.loop = loop;
    }

    void delivered(String chat, long seq) {
        if (seq > told.getOrDefault(chat, 0L)) {
            told.put(chat, seq);
            owe(Kind.DELIVERED, chat, seq);
        }
    }

    void read(String chat, Position read) {
        Chat known = store.chat(chat);
        if (known != null && read.seq() > known.read().seq()) {
            store.putRead(chat, read);
            owe(Kind.READ, chat, read.seq());
        }
    }

    /** A new connection: what is owed is told now. */
    void reconnected() {
        tellAll();
    }

    private Map<String, Long> due(Kind kind) {
        return due.computeIfAbsent(kind, each -> new HashMap<>());
    }

    private void owe(Kind kind, String chat, long seq) {
        due(kind).merge(chat, seq, Math::max);
        tellAllIn(GATHER_MS);
    }

    private void tellAllIn(long ms) {
        if (timer == null) {
            timer = loop.later(ms, this::tellAll);
        }
    }

    private void tellAll() {
        Loop.Timer.cancel(timer);
        timer = null;
        if (connection.isOnline()) {
            for (Kind kind : Kind.values()) {
                Map.copyOf(due(kind)).forEach((chat, seq) -> tell(kind, chat, seq));
            }
        }
    }

    private void tell(Kind kind, String chat, long seq) {
        String what = kind + " " + chat;
        if (!underway.add(what)) {
            return;
        }
        var frame = Json.frame(kind.onTheWire()).put("chat", chat).put("seq", seq);
        CompletableFuture<?> unused = connection.request(frame).whenComplete((done, failure) -> {
            underway.remove(what);
            boolean again = failure != null && Refusal.of(failure).retryable();
            if (!again) {
                settle(kind, chat, seq);
            }
            if (due(kind).containsKey(chat)) {
                tellAllIn(again ? RETRY_MS : GATHER_MS);
            }
        });
    }

    /** @param seq the newest that needs no more telling */
    private void settle(Kind kind, String chat, long seq) {
        if (due(kind).getOrDefault(chat, 0L) <= seq) {
            due(kind).remove(chat);
        }
    }
}
