package parley.loadtests.drive;

import java.util.ArrayList;
import java.util.List;

/** A workload whose clients send messages. The first clients, or each second one, are its senders. */
abstract class Talk extends Workload {

    private final Ledger ledger;
    private final List<Series> series = new ArrayList<>();
    private final int receivers;

    /** The clients with the lowest indexes are senders; each message is to be heard by so many. */
    Talk(int senders, int receivers) {
        this.receivers = receivers;
        this.ledger = new Ledger(senders, receivers);
        for (int sender = 0; sender < senders; sender++) {
            series.add(new Series());
        }
    }

    /** Which of the receivers of a sender a client is; negative if it is none. */
    abstract int receiver(Client client, int sender);

    /** A message was acked and heard by all; it may be followed by another. */
    abstract void completed(int sender);

    final void say(int sender, long intendedNanos) {
        int number = ledger.send(sender);
        series.get(sender).begin(number, intendedNanos, receivers + 1);
        window().count(Window.What.SENT, 1);
        clients().get(sender).send(number, intendedNanos);
    }

    @Override
    final void heard(Client by, int sender, int number, long intendedNanos) {
        int receiver = receiver(by, sender);
        if (receiver >= 0 && ledger.hear(sender, receiver, number)) {
            window().happened(Window.What.DELIVERY, intendedNanos);
            part(sender, number);
        }
    }

    @Override
    final void acked(Client by, int number) {
        int sender = by.index();
        if (ledger.ack(sender, number)) {
            window().happened(Window.What.ACK, series.get(sender).intendedNanos(number));
            part(sender, number);
        }
    }

    @Override
    final void refused(Client by, int number) {
        ledger.refuse();
        if (series.get(by.index()).abandon(number)) {
            completed(by.index());
        }
    }

    private void part(int sender, int number) {
        if (series.get(sender).part(number)) {
            completed(sender);
        }
    }

    @Override
    void tell(Verdict.Builder verdict) {
        super.tell(verdict);
        ledger.tell(verdict);
    }
}
