package parley.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Tells one listener the entries of one chat: from the log where it has them, else page by page from the server. Holds at most one page.
 * Used on the loop, but for what the interface has.
 */
final class Follower implements Following {

    private static final int PAGE = 200;
    private static final long RETRY_MS = 5_000;

    private final Conversation chat;
    private final Client client;
    private final Client.Parts parts;
    private final EntryListener listener;
    private final Executor callbacks;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Deque<Entry> next = new ArrayDeque<>();
    private long last;
    /** Whether the listener has an entry, or the server is asked. */
    private boolean busy;

    /** Whether it will look again by itself. */
    private boolean waiting;

    private volatile boolean over;

    Follower(
            Conversation chat,
            Client client,
            Client.Parts parts,
            long after,
            EntryListener listener,
            Executor callbacks) {
        this.chat = chat;
        this.client = client;
        this.parts = parts;
        this.last = after;
        this.listener = listener;
        this.callbacks = callbacks;
    }

    @Override
    public void close() {
        over = true;
        client.run(() -> client.unfollow(this));
        ended.complete(null);
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** There may be more. */
    void look() {
        if (busy || over) {
            return;
        }
        if (next.isEmpty()) {
            ChatLog log = parts.store().log(chat.id());
            if (log != null && log.isLoaded() && log.first() <= last + 1) {
                next.addAll(log.after(last, PAGE));
            } else if (last < parts.store().seqOf(chat.id())) {
                busy = true;
                CompletableFuture<?> unused = parts.pages()
                        .after(chat.id(), last)
                        .whenComplete((page, failure) -> {
                            busy = false;
                            if (failure != null) {
                                lookLater();
                            } else if (!page.isEmpty()) {
                                next.addAll(page.stream()
                                        .filter(entry -> entry.seq() > last)
                                        .toList());
                                look();
                            }
                        });
            }
        }
        if (!busy && !next.isEmpty()) {
            tell(next.remove());
        }
    }

    private void lookLater() {
        if (!waiting) {
            waiting = true;
            parts.loop().later(RETRY_MS, () -> {
                waiting = false;
                look();
            });
        }
    }

    private void tell(Entry entry) {
        busy = true;
        last = entry.seq();
        callbacks.execute(() -> {
            CompletionStage<?> taken;
            try {
                taken = over ? CompletableFuture.completedFuture(null) : listener.entry(entry);
            } catch (Exception e) {
                taken = CompletableFuture.failedFuture(e);
            }
            taken.whenComplete((done, failure) -> client.run(() -> {
                busy = false;
                if (failure == null) {
                    look();
                } else {
                    over = true;
                    client.unfollow(this);
                    ended.completeExceptionally(Refusal.unwrap(failure));
                }
            }));
        });
    }

    /** The client is closed. */
    void end() {
        over = true;
        ended.complete(null);
    }
}
