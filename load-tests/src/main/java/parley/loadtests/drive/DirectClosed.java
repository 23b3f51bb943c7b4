package parley.loadtests.drive;

/** Pairs, one message in flight in each: the next is sent when the last is acked and delivered. */
class DirectClosed extends Talk {

    /** Clients 0 and 1 are a pair, 2 and 3, and so on. */
    DirectClosed(int pairs) {
        super(2 * pairs, 1);
    }

    static int partner(int client) {
        return client ^ 1;
    }

    @Override
    void onStart() {
        for (int sender = 0; sender < clients().size(); sender += 2) {
            say(sender, System.nanoTime());
        }
    }

    @Override
    final int receiver(Client client, int sender) {
        return client.index() == partner(sender) ? 0 : -1;
    }

    @Override
    void completed(int sender) {
        if (isRunning()) {
            say(sender, System.nanoTime());
        }
    }
}
