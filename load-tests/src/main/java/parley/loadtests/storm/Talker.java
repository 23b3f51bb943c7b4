package parley.loadtests.storm;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import parley.loadtests.chaos.Gaps;

/**
 * A client that says one thing after the other in its one chat: the next when the last one is acked, however long that takes, and what is not
 * acked again with the same key, as {@code docs/protocol.md} 4 has it. When each was meant to be said is settled before. On the fleet's
 * event loop.
 */
final class Talker implements LeanListener {

    private static final int RETRY_MS = 200;
    private static final char SIGNED = '_';

    private final LeanClient client;
    private final Fleet fleet;
    private final int number;
    private final World world;
    private final Queue<Saying> waiting = new ArrayDeque<>();
    private long said;
    private long heardUpTo;
    private volatile boolean current;

    /** What all of them write down. */
    record World(Ledger ledger, Gaps gaps, Latencies latencies, Counters counters) {}

    private static final class Saying {
        private final String key;
        private final String chat;
        private final long since;
        private final long intended;
        private final long number;
        private long id;

        private Saying(Talker by, LeanChat chat, long intended) {
            this.number = ++by.said;
            this.key = by.number + "" + SIGNED + number + SIGNED + Long.toString(intended, Character.MAX_RADIX);
            this.chat = chat.id();
            this.since = chat.have();
            this.intended = intended;
        }
    }

    Talker(LeanClient client, Fleet fleet, int number, World world) {
        this.client = client;
        this.fleet = fleet;
        this.number = number;
        this.world = world;
        client.listen(this);
    }

    /** Says something, as was meant to happen at a time of {@link System#nanoTime}. */
    void say(long intendedNanos) {
        LeanChat chat = client.chats().get(0);
        Saying saying = new Saying(this, chat, intendedNanos);
        world.gaps().sent(saying.chat, intendedNanos);
        world.counters().add("sent");
        waiting.add(saying);
        if (waiting.size() == 1) {
            send(saying);
        }
    }

    /** Whether it was connected and had its chat. Any thread may ask. */
    boolean wasCurrent() {
        return current;
    }

    /** Whether it has heard what was acked last in its chat. On the event loop. */
    boolean isUpToDate() {
        return world.ledger().isUpToDate(client.chats().get(0).id(), number);
    }

    private void send(@Nullable Saying saying) {
        if (saying != null && client.isReady()) {
            saying.id = client.request(
                    "send",
                    "\"chat\":\"" + saying.chat + "\",\"key\":\"" + saying.key + "\",\"since\":" + saying.since
                            + ",\"text\":\"Number " + saying.number + " of mine, wherever the nodes go.\"");
        }
    }

    @Override
    public void onCurrent() {
        if (!current && !client.chats().isEmpty()) {
            current = true;
            world.ledger().listens(client.chats().get(0).id(), number);
        }
    }

    @Override
    public void onReady() {
        send(waiting.peek());
    }

    @Override
    public void onReply(Inbound reply) {
        Saying first = waiting.peek();
        if (first == null) {
            return;
        }
        if (first.key.equals(reply.key())) {
            waiting.remove();
            world.counters().add("acked");
            world.gaps().acked(first.chat, System.nanoTime());
            world.latencies().acked(first.intended);
            world.ledger().acked(first.chat, new Ledger.Word(number, first.number), reply.seq());
            send(waiting.peek());
        } else if (reply.key() == null && reply.id() == first.id) {
            onError(first, reply);
        }
    }

    private void onError(Saying saying, Inbound error) {
        if (!error.retryable()) {
            // It stays unacked, and everything behind it: the run does not pass.
            world.counters().add("refused " + error.code());
            return;
        }
        fleet.after(Math.max(RETRY_MS, error.retryAfterMs()), () -> {
            if (waiting.peek() == saying && saying.id == error.id()) {
                send(saying);
            }
        });
    }

    @Override
    public void onEntry(LeanChat chat, Inbound.Entry entry) {
        boolean again = entry.seq() <= heardUpTo;
        heardUpTo = Math.max(heardUpTo, entry.seq());
        // A chat that is read from its beginning once more says nothing new.
        if (again || entry.key() == null || entry.key().indexOf(SIGNED) < 0) {
            return;
        }
        String[] parts = entry.key().split(String.valueOf(SIGNED), -1);
        int speaker = Integer.parseInt(parts[0]);
        world.ledger().heard(chat.id(), number, new Ledger.Word(speaker, Long.parseLong(parts[1])), entry.seq());
        if (speaker != number) {
            world.latencies().delivered(Long.parseLong(parts[2], Character.MAX_RADIX));
        }
    }
}
