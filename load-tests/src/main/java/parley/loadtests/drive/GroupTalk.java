package parley.loadtests.drive;

/** One group: its senders have a number of messages in flight each, as fast as it goes. All members hear them, the sender too. */
final class GroupTalk extends Talk {

    private final int senders;
    private final int window;

    GroupTalk(int members, int senders, int window) {
        super(senders, members);
        this.senders = senders;
        this.window = window;
    }

    @Override
    void onStart() {
        for (int sender = 0; sender < senders; sender++) {
            for (int message = 0; message < window; message++) {
                say(sender, System.nanoTime());
            }
        }
    }

    @Override
    int receiver(Client client, int sender) {
        return client.index();
    }

    @Override
    void completed(int sender) {
        if (isRunning()) {
            say(sender, System.nanoTime());
        }
    }
}
