package parley.loadtests.drive;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Pages of 50 messages of direct chats, so many asked for at a time; each client in its turn. Before that the chats are filled by the
 * first of each pair, as far as they are not.
 */
final class History extends Workload {

    private static final int FILLED_AT_ONCE = 20;

    private final int messages;
    private final int outstanding;
    private final Client.Page read;
    private final CompletableFuture<Integer> prepared = new CompletableFuture<>();
    private Phase phase = Phase.COUNTING;
    private int waiting;
    private int[] toSend = {};
    private int[] toAck = {};
    private int[] numbers = {};
    private long[] began = {};
    private long open;
    private long shortPages;

    private enum Phase {
        COUNTING,
        FILLING,
        READING_THE_OLDEST,
        READING_THE_NEWEST,
        MEASURED
    }

    /** @param messages how many each chat has at least when it is read */
    History(int messages, int outstanding, Client.Page read) {
        this.messages = messages;
        this.outstanding = outstanding;
        this.read = read;
    }

    @Override
    CompletableFuture<Integer> prepare() {
        int count = clients().size();
        toSend = new int[count];
        toAck = new int[count];
        numbers = new int[count];
        began = new long[count * Client.PAGES_MAX];
        askAll(Phase.COUNTING, Client.Page.NEWEST);
        return prepared;
    }

    private void askAll(Phase next, Client.Page which) {
        phase = next;
        waiting = clients().size();
        clients().forEach(client -> client.askPage(which, 0));
    }

    @Override
    void page(Client by, int slot, int entries, boolean whole) {
        if (phase == Phase.MEASURED) {
            measured(by, slot, entries, whole);
            return;
        }
        if (phase == Phase.COUNTING && by.index() % 2 == 0) {
            toAck[by.index()] = (int) Math.max(0, messages - by.messages());
            toSend[by.index()] = toAck[by.index()];
        }
        if (--waiting == 0) {
            if (phase == Phase.COUNTING) {
                fill();
            } else if (phase == Phase.READING_THE_OLDEST) {
                askAll(Phase.READING_THE_NEWEST, Client.Page.NEWEST);
            } else {
                phase = Phase.MEASURED;
                prepared.complete(clients().size());
            }
        }
    }

    private void fill() {
        phase = Phase.FILLING;
        clients().forEach(client -> IntStream.range(0, FILLED_AT_ONCE).forEach(any -> fill(client)));
        filled();
    }

    private void fill(Client client) {
        if (toSend[client.index()] > 0) {
            toSend[client.index()]--;
            client.send(numbers[client.index()]++, System.nanoTime());
        }
    }

    private void filled() {
        if (phase == Phase.FILLING && IntStream.of(toAck).sum() == 0) {
            askAll(Phase.READING_THE_OLDEST, Client.Page.OLDEST);
        }
    }

    @Override
    void acked(Client by, int number) {
        toAck[by.index()]--;
        fill(by);
        filled();
    }

    @Override
    void refused(Client by, int number) {
        prepared.completeExceptionally(
                new DriveException("message " + number + " was refused while chats were filled"));
    }

    @Override
    void onStart() {
        for (int i = 0; i < outstanding; i++) {
            ask(clients().get(i % clients().size()), i / clients().size());
        }
    }

    private void ask(Client client, int slot) {
        open++;
        began[client.index() * Client.PAGES_MAX + slot] = System.nanoTime();
        client.askPage(read, slot);
    }

    private void measured(Client by, int slot, int entries, boolean whole) {
        open--;
        if (!whole) {
            shortPages++;
        }
        window().happened(Window.What.PAGE, began[by.index() * Client.PAGES_MAX + slot]);
        window().count(Window.What.PAGE_ENTRY, entries);
        if (isRunning()) {
            ask(by, slot);
        }
    }

    @Override
    void tell(Verdict.Builder verdict) {
        super.tell(verdict);
        verdict.add("shortPages", shortPages + open);
    }
}
