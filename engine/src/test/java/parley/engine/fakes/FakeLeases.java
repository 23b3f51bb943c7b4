package parley.engine.fakes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.NodeLeases;

/** Rows in memory. {@link #answering} decides what is answered, {@link #loseNextAnswer} that a change happens all the same. */
public final class FakeLeases implements NodeLeases {

    public final Held answering = new Held();
    private final Map<NodeIncarnation, Long> rows = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private boolean losesAnswer;

    @Override
    public CompletionStage<Renewal> begin(NodeIncarnation holder) {
        return answering.answer(() -> begun(holder));
    }

    private synchronized Renewal begun(NodeIncarnation holder) {
        requireMember(holder);
        Long before = rows.putIfAbsent(holder, 1L);
        answer();
        return new Renewal(before == null ? 1 : before, before == null);
    }

    @Override
    public CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version) {
        return answering.answer(() -> renewed(holder, version));
    }

    private synchronized Optional<Renewal> renewed(NodeIncarnation holder, long version) {
        requireMember(holder);
        Long stored = rows.get(holder);
        if (stored == null || stored > version + 1 || stored < version) {
            return Optional.empty();
        }
        rows.put(holder, version + 1);
        answer();
        return Optional.of(new Renewal(version + 1, stored == version));
    }

    private void requireMember(NodeIncarnation holder) {
        if (removed.contains(holder.node())) {
            throw new NodeRemoved(holder.node());
        }
    }

    @Override
    public synchronized CompletionStage<Void> remove(String node) {
        removed.add(node);
        return CompletableFuture.completedFuture(null);
    }

    private void answer() {
        if (losesAnswer) {
            losesAnswer = false;
            throw new IllegalStateException("the store is away");
        }
    }

    @Override
    public CompletionStage<Map<Integer, Long>> versions(String node) {
        return answering.answer(() -> versionsOf(node));
    }

    private synchronized Map<Integer, Long> versionsOf(String node) {
        Map<Integer, Long> versions = new HashMap<>();
        rows.forEach((holder, version) -> {
            if (holder.node().equals(node)) {
                versions.put(holder.number(), version);
            }
        });
        return versions;
    }

    public synchronized void loseNextAnswer() {
        losesAnswer = true;
    }

    /** As another node does it, or an operator. */
    public synchronized void put(NodeIncarnation holder, long version) {
        rows.put(holder, version);
    }

    public synchronized void delete(NodeIncarnation holder) {
        rows.remove(holder);
    }
}
