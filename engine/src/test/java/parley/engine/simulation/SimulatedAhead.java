package parley.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.WriteAhead;
import parley.engine.simulation.Store.Kind;
import parley.engine.simulation.Tables.Ahead;

/** What one process has written ahead of the logs: as in {@code parley.persistence.journal}, with rows that land as the store pleases. */
final class SimulatedAhead implements WriteAhead {

    private static final Duration SETTLE_EVERY = Duration.ofSeconds(2);

    private final Life life;
    private final Store store;
    private final Map<String, List<Ahead>> unsettled = new TreeMap<>();

    SimulatedAhead(Life life, Store store) {
        this.life = life;
        this.store = store;
    }

    @Override
    public void begin(String node) {}

    void settleFromTimeToTime() {
        life.after(SETTLE_EVERY, () -> {
            var unused = settle();
            settleFromTimeToTime();
        });
    }

    /** The store has said that these are durable. */
    void durable(List<Ahead> entries) {
        entries.forEach(entry -> unsettled
                .computeIfAbsent(entry.chat(), any -> new ArrayList<>())
                .add(entry));
        store.tables.answered.addAll(entries);
    }

    /** Before the log of the chat is read. */
    CompletionStage<Void> settle(String chat) {
        List<Ahead> entries = List.copyOf(unsettled.getOrDefault(chat, List.of()));
        return entries.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.ask(
                        life,
                        Kind.SETTLE,
                        chat + " settled " + entries.size(),
                        List.of(() -> store.tables.settle(life.name, entries)),
                        () -> {
                            unsettled.getOrDefault(chat, new ArrayList<>()).removeAll(entries);
                            return null;
                        });
    }

    @Override
    public CompletionStage<Void> settle() {
        if (life.world.breaks(Break.AHEAD_UNSETTLED, !unsettled.isEmpty())) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(List.copyOf(unsettled.keySet()).stream()
                .map(chat -> settle(chat).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<Void> recover(NodeIncarnation holder) {
        String node = holder.node();
        return store.ask(
                        life,
                        Kind.READ,
                        "ahead of " + node,
                        List.of(),
                        () -> List.copyOf(store.tables.ahead.getOrDefault(node, List.of())))
                .thenCompose(left -> left.isEmpty() || life.world.breaks(Break.AHEAD_UNRECOVERED, true)
                        ? CompletableFuture.completedFuture(null)
                        : store.ask(
                                life,
                                Kind.SETTLE,
                                "recovered " + left.size() + " of " + node,
                                List.of(() -> store.tables.settle(node, left)),
                                () -> null));
    }
}
