package parley.engine.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.NodeLeases;
import parley.engine.lease.ShardTokens;
import parley.engine.simulation.Store.Kind;

/** The rows of leases and shards as one node changes them: conditions are judged when the change is made, however late that is. */
final class NodeLeaseRows implements NodeLeases, ShardTokens {

    private final Life life;
    private final Store store;
    private final Tables tables;

    NodeLeaseRows(Life life, Store store) {
        this.life = life;
        this.store = store;
        this.tables = store.tables;
    }

    private <T> CompletionStage<T> change(String what, Supplier<T> change) {
        AtomicReference<T> answer = new AtomicReference<>();
        return store.ask(life, Kind.LEASE, what, List.of(() -> answer.set(change.get())), answer::get);
    }

    private <T> CompletionStage<T> look(String what, Supplier<T> look) {
        return store.ask(life, Kind.LEASE, what, List.of(), look);
    }

    // ---- leases

    @Override
    public CompletionStage<Renewal> begin(NodeIncarnation holder) {
        return change("begin " + holder.text(), () -> {
            Long before = tables.leases.putIfAbsent(holder.text(), 1L);
            return new Renewal(before == null ? 1 : before, before == null);
        });
    }

    @Override
    public CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version) {
        return change("renew " + holder.text(), () -> {
            Long stored = tables.leases.get(holder.text());
            if (stored != null && stored == version) {
                tables.leases.put(holder.text(), version + 1);
                return Optional.of(new Renewal(version + 1, true));
            }
            return stored != null && stored == version + 1 ? Optional.of(new Renewal(stored, false)) : Optional.empty();
        });
    }

    /** Not asked for here: a node that was removed is never told and goes on, which is the worse case. */
    @Override
    public CompletionStage<Void> remove(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Map<Integer, Long>> versions(String node) {
        return look("look at " + node, () -> {
            Map<Integer, Long> versions = new HashMap<>();
            tables.leases.forEach((text, version) -> {
                NodeIncarnation holder = NodeIncarnation.parse(text);
                if (holder.node().equals(node)) {
                    versions.put(holder.number(), version);
                }
            });
            return versions;
        });
    }

    // ---- shards

    @Override
    public CompletionStage<Optional<ShardRow>> read(String shard) {
        return look("shard " + shard, () -> Optional.ofNullable(tables.shards.get(shard)));
    }

    @Override
    public CompletionStage<Optional<Long>> take(String shard, NodeIncarnation holder, Optional<ShardRow> asRead) {
        return change("take shard " + shard, () -> {
            long token = token(shard);
            if (asRead.map(ShardRow::token).orElse(0L) != token) {
                return Optional.empty();
            }
            tables.shards.put(shard, new ShardRow(Optional.of(holder), token + 1));
            life.world.trace("%s took shard %s token %d", life, shard, token + 1);
            return Optional.of(token + 1);
        });
    }

    private long token(String shard) {
        return Optional.ofNullable(tables.shards.get(shard))
                .map(ShardRow::token)
                .orElse(0L);
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, NodeIncarnation holder, long token, long atLeast) {
        return read(shard).thenCompose(read -> {
            if (read.isEmpty()
                    || read.get().token() < token
                    || !read.get().holder().equals(Optional.of(holder))) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            long stored = read.get().token();
            long next = Math.max(stored, atLeast) + 1;
            return change("raise shard " + shard, () -> {
                if (token(shard) != stored) {
                    return Optional.empty();
                }
                tables.shards.put(shard, new ShardRow(Optional.of(holder), next));
                return Optional.of(next);
            });
        });
    }

    @Override
    public CompletionStage<Boolean> release(String shard, long token) {
        return change("release shard " + shard, () -> {
            if (token(shard) != token) {
                return false;
            }
            tables.shards.put(shard, new ShardRow(Optional.empty(), token));
            return true;
        });
    }
}
