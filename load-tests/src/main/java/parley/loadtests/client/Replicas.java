package parley.loadtests.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The logs of the chats that a client follows, and the pulling that fills their gaps: at most one pull for each chat is under way.
 * Confined to the client's serial.
 */
final class Replicas {

    private static final Duration PAUSE_WITHOUT_PROGRESS = Duration.ofSeconds(1);

    private static final int WAITERS_PER_CHAT_MAX = 1_000;

    private final ClientSettings.Limits limits;
    private final Serial serial;
    private final Puller puller;
    private final WireListener listener;
    private final Map<String, Replica> replicas = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, CompletableFuture<Void>> pulls = new HashMap<>();
    private final Set<String> stale = new HashSet<>();
    private final Map<String, List<Waiter>> waiters = new HashMap<>();

    /** Reads a chat's log from the server. */
    interface Puller {
        /** What comes after a seq. */
        CompletionStage<Answers.Page> after(String chat, long seq);

        /** The newest page. */
        CompletionStage<Answers.Page> newest(String chat);
    }

    private record Waiter(long seq, CompletableFuture<Void> reached) {}

    Replicas(ClientSettings.Limits limits, Serial serial, Puller puller, WireListener listener) {
        this.limits = limits;
        this.serial = serial;
        this.puller = puller;
        this.listener = listener;
    }

    /** Keeps the chat's log from after {@code base}, unless it is kept already; pulls when {@link #pullAll} is called. */
    Replica follow(String chat, long base) {
        Replica known = replicas.get(chat);
        if (known != null) {
            return known;
        }
        if (replicas.size() >= limits.chatsMax()) {
            Iterator<String> eldest = replicas.keySet().iterator();
            forget(eldest.next());
        }
        Replica replica = new Replica(base, limits.entriesPerChatMax(), limits.heldBackMax());
        replicas.put(chat, replica);
        return replica;
    }

    /** Keeps a chat that the client hears of by itself: from its beginning if that is not far back. */
    private Replica meet(String chat, long before) {
        return follow(chat, before <= limits.firstPullMax() ? 0 : before);
    }

    /** The server says that the chat has entries up to a seq, also where the client did not know the chat; pulls them. */
    void heardLive(String chat, long seq) {
        meet(chat, seq).heard(seq);
        pullIfBehind(chat);
    }

    @Nullable
    Replica find(String chat) {
        return replicas.get(chat);
    }

    /** The chats that changed last, the newest first. */
    List<String> newest(int max) {
        List<String> chats = new ArrayList<>(replicas.keySet());
        List<String> newest = new ArrayList<>();
        for (int i = chats.size() - 1; i >= 0 && newest.size() < max; i--) {
            newest.add(chats.get(i));
        }
        return newest;
    }

    /** Completes when the chat's log reaches a seq. */
    CompletionStage<Void> reached(String chat, long seq) {
        List<Waiter> waiting = waiters.computeIfAbsent(chat, name -> new ArrayList<>());
        waiting.removeIf(other -> other.reached().isDone());
        if (waiting.size() >= WAITERS_PER_CHAT_MAX) {
            return CompletableFuture.failedStage(
                    WireException.of(WireException.CLIENT_FULL, waiting.size() + " wait for chat " + chat));
        }
        Waiter waiter = new Waiter(seq, new CompletableFuture<>());
        waiting.add(waiter);
        Replica replica = replicas.get(chat);
        if (replica != null) {
            tellWaiters(chat, replica);
        }
        return waiter.reached();
    }

    /** Takes pushed entries, and pulls if something is missing before them. */
    void push(String chat, List<Entry> pushed) {
        if (pushed.isEmpty()) {
            return;
        }
        Replica replica = meet(chat, pushed.get(0).seq() - 1);
        pushed.forEach(entry -> apply(chat, replica, entry));
        tellWaiters(chat, replica);
        pullIfBehind(chat);
    }

    /** The server says that the chat has entries up to a seq; {@link #pullAll} or the next push pulls them. */
    void heard(String chat, long seq) {
        Replica replica = replicas.get(chat);
        if (replica != null) {
            replica.heard(seq);
        }
    }

    /** The server says that too much is missing: the chat goes on with its newest page. */
    void tooLong(String chat) {
        stale.add(chat);
    }

    /** The server says that what the client has cannot be. */
    void reset(String chat, long newestSeq) {
        Replica replica = replicas.get(chat);
        if (replica != null) {
            replica.restart(0);
            replica.heard(newestSeq);
            listener.onRestarted(chat, 0);
        }
    }

    /** Nothing that the client has need be. */
    void restartAll() {
        List.copyOf(replicas.keySet()).forEach(chat -> reset(chat, 0));
    }

    /** Pulls whatever is behind; completes when nothing is, or cannot be helped. */
    CompletionStage<Void> pullAll() {
        return CompletableFuture.allOf(List.copyOf(replicas.keySet()).stream()
                .map(chat -> pullIfBehind(chat).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Pulls if the chat is known to have more; completes when it has no more, or cannot be helped. */
    CompletionStage<Void> pullIfBehind(String chat) {
        Replica replica = replicas.get(chat);
        CompletableFuture<Void> underway = pulls.get(chat);
        if (underway != null) {
            return underway;
        }
        if (replica == null || !(replica.behind() || stale.contains(chat))) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> pull = new CompletableFuture<>();
        pulls.put(chat, pull);
        pullOnce(chat, replica, pull);
        return pull;
    }

    private void pullOnce(String chat, Replica replica, CompletableFuture<Void> pull) {
        if (stale.remove(chat)) {
            puller.newest(chat)
                    .whenComplete(
                            (page, failure) -> settle(chat, replica, pull, failure, () -> begin(chat, replica, page)));
        } else {
            puller.after(chat, replica.have())
                    .whenComplete(
                            (page, failure) -> settle(chat, replica, pull, failure, () -> extend(chat, replica, page)));
        }
    }

    private void settle(
            String chat, Replica replica, CompletableFuture<Void> pull, @Nullable Throwable failure, Runnable take) {
        long had = replica.have();
        if (failure != null) {
            replica.heardEnd();
        } else {
            take.run();
            tellWaiters(chat, replica);
        }
        if (failure != null || !replica.behind() || replicas.get(chat) != replica) {
            pulls.remove(chat);
            pull.complete(null);
        } else if (replica.have() > had || stale.contains(chat)) {
            pullOnce(chat, replica, pull);
        } else {
            serial.after(PAUSE_WITHOUT_PROGRESS, () -> pullOnce(chat, replica, pull));
        }
    }

    private void begin(String chat, Replica replica, Answers.Page page) {
        long base =
                page.entries().isEmpty() ? page.seq() : page.entries().get(0).seq() - 1;
        long heard = Math.max(replica.newest(), page.seq());
        replica.restart(base);
        listener.onRestarted(chat, base);
        page.entries().forEach(entry -> apply(chat, replica, entry));
        replica.heard(heard);
    }

    private void extend(String chat, Replica replica, Answers.Page page) {
        page.entries().forEach(entry -> apply(chat, replica, entry));
        if (page.end()) {
            replica.heardEnd();
        } else {
            replica.heard(page.seq());
        }
    }

    private void apply(String chat, Replica replica, Entry entry) {
        Replica.Offer offer = replica.offer(entry);
        if (offer == Replica.Offer.CONFLICT) {
            listener.onViolation("two different entries with seq " + entry.seq() + " in chat " + chat);
        } else if (offer == Replica.Offer.APPLIED) {
            listener.onEntry(chat, entry);
            for (Entry next = replica.release(); next != null; next = replica.release()) {
                listener.onEntry(chat, next);
            }
        }
    }

    private void forget(String chat) {
        replicas.remove(chat);
        stale.remove(chat);
    }

    private void tellWaiters(String chat, Replica replica) {
        List<Waiter> waiting = waiters.get(chat);
        if (waiting == null) {
            return;
        }
        List<Waiter> reached = waiting.stream()
                .filter(waiter -> waiter.seq() <= replica.have())
                .toList();
        waiting.removeAll(reached);
        if (waiting.isEmpty()) {
            waiters.remove(chat);
        }
        reached.forEach(waiter -> waiter.reached().complete(null));
    }
}
