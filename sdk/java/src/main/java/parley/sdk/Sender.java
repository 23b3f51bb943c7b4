package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is in the outbox to the server: per chat one after the other in the order of writing, chats side by side. A message leaves the
 * outbox with its ack and not before.
 */
final class Sender {

    private final Store store;
    private final Outbox outbox;
    private final Connection connection;
    private final BiConsumer<String, Entry> acked;
    private final Loop loop;
    /** In which chats somebody is sending. */
    private final Set<String> busy = new HashSet<>();

    private boolean kicked;

    /** @param acked told of each message that the server has, with its chat */
    Sender(Store store, Outbox outbox, Connection connection, BiConsumer<String, Entry> acked, Loop loop) {
        this.store = store;
        this.outbox = outbox;
        this.connection = connection;
        this.acked = acked;
        this.loop = loop;
    }

    /** There may be something to send. It is begun in a turn of its own, so that what is begun first is also sent first. */
    void kick() {
        if (!kicked) {
            kicked = true;
            loop.execute(() -> {
                kicked = false;
                sendAll();
            });
        }
    }

    private void sendAll() {
        if (connection.isOnline()) {
            for (Unsent message : outbox.items()) {
                if (message.failed() == null && busy.add(message.chat())) {
                    sendNext(message.chat(), new Backoff());
                }
            }
        }
    }

    private void sendNext(String chat, Backoff backoff) {
        Unsent message = connection.isOnline() ? first(chat) : null;
        if (message == null) {
            busy.remove(chat);
            return;
        }
        CompletableFuture<?> unused = send(message).whenComplete((ack, failure) -> {
            if (failure == null) {
                backoff.reset();
                loop.execute(() -> sendNext(chat, backoff));
                return;
            }
            Refusal refusal = Refusal.of(failure);
            if (refusal.retryable()) {
                long wait = refusal.retryAfterMs() == null ? backoff.next() : refusal.retryAfterMs();
                loop.later(wait, () -> sendNext(chat, backoff));
            } else {
                fail(message.id(), refusal.code());
                loop.execute(() -> sendNext(chat, backoff));
            }
        });
    }

    private @Nullable Unsent first(String chat) {
        return outbox.items().stream()
                .filter(item -> item.chat().equals(chat) && item.failed() == null)
                .findFirst()
                .orElse(null);
    }

    private CompletableFuture<Void> send(Unsent message) {
        long since = message.since() == null ? store.seqOf(message.chat()) : message.since();
        if (message.since() == null) {
            outbox.put(message.since(since));
        }
        // What is sent before it is written down is forgotten in a crash.
        return outbox.written().thenCompose(kept -> request(message, since)).thenAccept(ack -> {
            var at = new Position(ack.path("seq").asLong(), ack.path("n").asLong());
            Entry entry = Entry.message(at, ack.path("at").asLong(), store.myself(), message.key(), message.text());
            outbox.settle(message.chat(), entry);
            acked.accept(message.chat(), entry);
        });
    }

    private CompletableFuture<ObjectNode> request(Unsent message, long since) {
        return connection.request(Json.frame("send")
                .put("chat", message.chat())
                .put("key", message.key())
                .put("since", since)
                .put("text", message.text()));
    }

    /** Unless it was taken back meanwhile. */
    private void fail(Unsent.Id id, String code) {
        Unsent message = outbox.item(id);
        if (message != null) {
            outbox.put(message.failed(code));
        }
    }
}
