package parley.system.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import parley.loadtests.client.Failures;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireException;

/** Somebody who says one thing after the other in a chat, each when the one before is acked, on a thread of their own. */
final class Chatter {

    /** In all that it says. */
    static final String MARK = "m4rked-w0rd";

    private final WireClient client;
    private final String chat;
    /** Text to seq, in order; guarded by itself. */
    private final Map<String, Long> acked = new LinkedHashMap<>();

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean silent;
    private final AtomicInteger said = new AtomicInteger();

    Chatter(WireClient client, String chat) {
        this.client = client;
        this.chat = chat;
        Thread thread = new Thread(this::talk, "chatter-" + chat);
        thread.setDaemon(true);
        thread.start();
    }

    private void talk() {
        try {
            while (!silent) {
                String text = text(said.getAndIncrement());
                long seq = Stage.await(client.send(chat, text)).seq();
                synchronized (acked) {
                    acked.put(text, seq);
                }
            }
            ended.complete(null);
        } catch (WireException e) {
            ended.completeExceptionally(e);
        }
    }

    String text(int number) {
        return MARK + " " + number + " in " + chat;
    }

    /** How many it has begun to say. */
    int said() {
        return said.get();
    }

    /** What is acked by now: each text with its seq. */
    Map<String, Long> acked() {
        synchronized (acked) {
            return new LinkedHashMap<>(acked);
        }
    }

    /** Returns when the last word is acked. */
    void hush() {
        silent = true;
        Failures.await(ended, java.time.Duration.ofMinutes(1));
    }

    String chat() {
        return chat;
    }
}
