package parley.loadtests.demo;

import parley.loadtests.client.Entry;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;

/**
 * Somebody who plays a character: an account and a client that is connected to one of the nodes. Thread-safe.
 */
final class Player {

    private final String character;
    private final HttpApi api;
    private final WireClient client;
    private final Progress progress;
    private final boolean reads;

    /** @param reads whether the player marks as read what arrives */
    Player(String character, HttpApi api, Session session, String password, boolean reads, Progress progress) {
        this.character = character;
        this.api = api;
        this.reads = reads;
        this.progress = progress;
        this.client = new WireClient(api, session, password, new Ears());
    }

    String character() {
        return character;
    }

    String user() {
        return client.user();
    }

    WireClient client() {
        return client;
    }

    /** The HTTP API, beginning with the node this player is connected to. */
    HttpApi api() {
        return api;
    }

    private final class Ears implements WireListener {
        @Override
        public void onEntry(String chat, Entry entry) {
            if (entry.isMessage()) {
                progress.delivered();
                if (reads) {
                    client.read(chat, entry.seq());
                }
            }
        }

        private boolean online;

        @Override
        public void onSynced(String socket) {
            online = true;
            progress.online(1);
        }

        @Override
        public void onDisconnected(int closeCode, String reason) {
            if (online) {
                online = false;
                progress.online(-1);
                progress.say(character + " lost the connection (" + closeCode + ") and comes back");
            }
        }

        @Override
        public void onViolation(String what) {
            progress.violation(character, what);
        }
    }
}
