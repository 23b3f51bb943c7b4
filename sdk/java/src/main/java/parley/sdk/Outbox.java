package parley.sdk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one user that have no ack yet, with the keys under which they are sent. They live as long as what keeps them. Changed on
 * the loop; {@link #items} may be read on any thread.
 */
final class Outbox {

    /** Beyond that nothing more is taken until something was sent. */
    static final int MESSAGES_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Storage storage;
    private final Loop loop;
    /** Told when the items are different. */
    private final Runnable listener;
    /** Whoever wants to know what became of a message, by id. */
    private final Map<Unsent.Id, CompletableFuture<Entry>> waiting = new HashMap<>();
    /** In the order in which they were written. */
    private volatile List<Unsent> items = List.of();
    /** The numbers of changes that are not written down yet. */
    private final TreeSet<Long> unwritten = new TreeSet<>();
    /** Who waits until all up to some change is written down, in the order of asking. */
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    private long changes;

    private record Waiter(long change, CompletableFuture<Void> written) {}

    Outbox(Storage storage, Loop loop, Runnable listener) {
        this.storage = storage;
        this.loop = loop;
        this.listener = listener;
    }

    /** Takes in what is kept of a user. Fails when the storage cannot be had. */
    CompletableFuture<Void> open(String user) {
        return loop.here(storage.load())
                .thenAccept(kept -> become(
                        kept.stream().filter(item -> item.user().equals(user)).toList()));
    }

    List<Unsent> items() {
        return items;
    }

    @Nullable
    Unsent item(Unsent.Id id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst().orElse(null);
    }

    boolean isFull() {
        return items.size() >= MESSAGES_MAX;
    }

    /** Adds a message or replaces the one with its id. */
    void put(Unsent message) {
        List<Unsent> all = new ArrayList<>(items);
        all.removeIf(item -> item.id().equals(message.id()));
        all.add(message);
        note(storage.put(message));
        become(all);
        if (message.failed() != null) {
            give(message.id(), message.failed());
        }
    }

    /** It is not to be sent any more. */
    void remove(Unsent.Id id) {
        List<Unsent> all = new ArrayList<>(items);
        if (all.removeIf(item -> item.id().equals(id))) {
            note(storage.remove(id.chat(), id.key()));
            become(all);
        }
        // Last: who hears of it finds it gone.
        give(id, "discarded");
    }

    /** The server has it: one's own message in a chat. */
    void settle(String chat, Entry entry) {
        var id = new Unsent.Id(chat, entry.key() == null ? "" : entry.key());
        CompletableFuture<Entry> outcome = waiting.remove(id);
        remove(id);
        if (outcome != null) {
            outcome.complete(entry);
        }
    }

    void removeAll() {
        items.forEach(item -> remove(item.id()));
    }

    /** What became of a message; fails with a {@link Refusal} that is final. */
    CompletableFuture<Entry> outcome(Unsent.Id id) {
        return waiting.computeIfAbsent(id, each -> new CompletableFuture<>());
    }

    /** Done when all that was changed until now is written down; who asks first is told first. */
    CompletableFuture<Void> written() {
        var waiter = new Waiter(changes, new CompletableFuture<>());
        waiters.add(waiter);
        tellWaiters();
        return waiter.written;
    }

    private void tellWaiters() {
        for (Waiter first = waiters.peek(); first != null; first = waiters.peek()) {
            if (!unwritten.isEmpty() && unwritten.first() <= first.change) {
                return;
            }
            waiters.remove();
            first.written.complete(null);
        }
    }

    private void give(Unsent.Id id, String code) {
        CompletableFuture<Entry> outcome = waiting.remove(id);
        if (outcome != null) {
            outcome.completeExceptionally(Refusal.of(code));
        }
    }

    private void become(List<Unsent> all) {
        items = all.stream().sorted(Comparator.comparing(Unsent::placeInOrder)).toList();
        listener.run();
    }

    /** A storage that fails (a full disk) is no reason not to send: then the message lives as long as the program. */
    private void note(CompletionStage<Void> change) {
        long number = ++changes;
        unwritten.add(number);
        CompletableFuture<Void> unused = loop.here(change).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("unsent message not written down", failure);
            }
            unwritten.remove(number);
            tellWaiters();
        });
    }
}
