package parley.engine.fakes;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import parley.engine.id.ChatId;
import parley.engine.inbox.Receipts;

/** Keeps every write. */
public final class FakeReceipts implements Receipts {

    public final Held answering = new Held();
    public final List<List<Receipt>> written = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> write(ChatId chat, List<Receipt> receipts) {
        written.add(receipts);
        return answering.answer(() -> null);
    }

    @Override
    public CompletionStage<List<Receipt>> of(ChatId chat) {
        return answering.answer(() -> written.stream().flatMap(List::stream).toList());
    }
}
