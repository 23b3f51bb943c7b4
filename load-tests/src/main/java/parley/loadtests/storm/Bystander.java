package parley.loadtests.storm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client that says something in its one chat at a steady rate, whether the last message was answered or not, and hears what the
 * other says there. When a message was meant to be sent is in its key, so latency counts from then. On the fleet's event loop.
 */
final class Bystander implements LeanListener {

    private static final int RETRY_MS = 200;
    private static final int HEX = 16;
    private static final char SIGNED = '_';

    private final LeanClient client;
    private final Fleet fleet;
    private final Tally tally;
    private final String signature;
    private volatile boolean current;
    private final Map<String, Pending> unacked = new LinkedHashMap<>();

    /** What all bystanders count. */
    record Tally(Latencies latencies, LongAdder sent, LongAdder acked, LongAdder delivered, LongAdder refused) {
        Tally() {
            this(new Latencies(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }

        String counts() {
            return sent + " sent, " + acked + " acked, " + delivered + " heard, " + refused + " refused";
        }
    }

    private static final class Pending {
        private final String chat;
        private final long since;
        private long id;

        private Pending(String chat, long since) {
            this.chat = chat;
            this.since = since;
        }
    }

    /** Its number has to be unlike that of the other in its chat. */
    Bystander(LeanClient client, Fleet fleet, int number, Tally tally) {
        this.client = client;
        this.fleet = fleet;
        this.tally = tally;
        this.signature = SIGNED + "" + number;
        client.listen(this);
    }

    /** Says something, as was meant to happen at a time of {@link System#nanoTime}. */
    void say(long intendedNanos) {
        if (client.chats().isEmpty()) {
            throw new IllegalStateException("a bystander without a chat");
        }
        LeanChat chat = client.chats().get(0);
        String key = Long.toString(intendedNanos, HEX) + signature;
        Pending pending = new Pending(chat.id(), chat.have());
        unacked.put(key, pending);
        tally.sent().increment();
        send(key, pending);
    }

    private void send(String key, Pending pending) {
        if (client.isReady()) {
            pending.id = client.request(
                    "send",
                    "\"chat\":\"" + pending.chat + "\",\"key\":\"" + key + "\",\"since\":" + pending.since
                            + ",\"text\":\"I was not in the storm, and say so at " + key + ".\"");
        }
    }

    /** Whether it was connected and had its chat. Any thread may ask. */
    boolean wasCurrent() {
        return current;
    }

    @Override
    public void onCurrent() {
        current |= !client.chats().isEmpty();
    }

    @Override
    public void onReady() {
        unacked.forEach(this::send);
    }

    @Override
    public void onReply(Inbound reply) {
        if (reply.key() != null) {
            if (unacked.remove(reply.key()) != null) {
                tally.acked().increment();
                tally.latencies().acked(intended(reply.key()));
            }
            return;
        }
        unacked.entrySet().stream()
                .filter(waiting -> waiting.getValue().id == reply.id())
                .findFirst()
                .ifPresent(waiting -> onError(waiting.getKey(), waiting.getValue(), reply));
    }

    private void onError(String key, Pending pending, Inbound error) {
        if (error.retryable()) {
            fleet.after(Math.max(RETRY_MS, error.retryAfterMs()), () -> {
                if (unacked.containsKey(key)) {
                    send(key, pending);
                }
            });
        } else {
            unacked.remove(key);
            tally.refused().increment();
        }
    }

    @Override
    public void onEntry(LeanChat chat, Inbound.Entry entry) {
        if (entry.key() != null && !entry.key().endsWith(signature)) {
            tally.delivered().increment();
            tally.latencies().delivered(intended(entry.key()));
        }
    }

    private static long intended(String key) {
        return Long.parseLong(key.substring(0, key.indexOf(SIGNED)), HEX);
    }
}
