package parley.sdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Forgets everything with the program. */
public final class MemoryStorage implements Storage {

    private final Map<Unsent.Id, Unsent> messages = new LinkedHashMap<>();

    @Override
    public synchronized CompletionStage<List<Unsent>> load() {
        return CompletableFuture.completedFuture(List.copyOf(messages.values()));
    }

    @Override
    public synchronized CompletionStage<Void> put(Unsent message) {
        messages.put(message.id(), message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(String chat, String key) {
        messages.remove(new Unsent.Id(chat, key));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
