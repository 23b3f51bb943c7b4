package parley.engine.fakes;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.WriteAhead;

/** Remembers whose was recovered, and how often all was settled; {@link #settling} and {@link #recovering} decide when that is done. */
public final class FakeWriteAhead implements WriteAhead {

    public final Held settling = new Held();
    public final Held recovering = new Held();
    public final List<NodeIncarnation> recovered = new CopyOnWriteArrayList<>();

    @Override
    public void begin(String node) {}

    @Override
    public CompletionStage<Void> settle() {
        return settling.answer(() -> null);
    }

    @Override
    public CompletionStage<Void> recover(NodeIncarnation holder) {
        return recovering.answer(() -> {
            recovered.add(holder);
            return null;
        });
    }
}
