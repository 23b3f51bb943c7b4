package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import parley.loadtests.check.Observation.Way;
import parley.loadtests.client.Answers;
import parley.loadtests.client.Entry;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.WireListener;

/** Records one client of a run: all its connections, its exchanges over HTTP, and what it shows. Thread-safe. */
public final class ClientRecorder {

    private final Recorder recorder;
    private final int client;
    private final String user;
    private final WireListener next;
    private final HttpRecorder http;

    ClientRecorder(Recorder recorder, int client, String user, WireListener next) {
        this.recorder = recorder;
        this.client = client;
        this.user = user;
        this.next = next;
        this.http = new HttpRecorder(recorder, client, user);
    }

    /** For the client's {@code HttpApi}, and for no other client's. */
    public FrameTap tap() {
        return new Tap();
    }

    /** For the client. */
    public WireListener listener() {
        return new Listener();
    }

    /**
     * The client is about to read a chat's whole log; the pages that it reads from now on, this way and not by {@code sync}, must make it up.
     *
     * @param node the address it is read from
     */
    public void reading(String chat, Way way, String node) {
        int chatNumber = recorder.names().number(chat);
        int nodeNumber = recorder.names().number(node);
        recorder.record(nanos -> new Observation.Reading(nanos, client, chatNumber, way, nodeNumber));
    }

    int client() {
        return client;
    }

    private final class Tap implements FrameTap {
        @Override
        public FrameTap connecting(String socketUrl) {
            return new ConnectionRecorder(recorder, client, user, socketUrl);
        }

        @Override
        public void exchanged(Exchange exchange) {
            http.exchanged(exchange);
        }
    }

    private final class Listener implements WireListener {
        @Override
        public void onEntry(String chat, Entry entry) {
            int number = recorder.names().number(chat);
            long key = EntryReader.keyOf(entry);
            long body = EntryReader.bodyOf(entry);
            recorder.record(nanos -> new Observation.Shown(nanos, client, number, entry.seq(), key, body));
            next.onEntry(chat, entry);
        }

        @Override
        public void onRestarted(String chat, long afterSeq) {
            int number = recorder.names().number(chat);
            recorder.record(nanos -> new Observation.Restarted(nanos, client, number, afterSeq));
            next.onRestarted(chat, afterSeq);
        }

        @Override
        public void onWelcome(Answers.Welcome welcome) {
            next.onWelcome(welcome);
        }

        @Override
        public void onSynced(String socket) {
            next.onSynced(socket);
        }

        @Override
        public void onDisconnected(int closeCode, String reason) {
            next.onDisconnected(closeCode, reason);
        }

        @Override
        public void onEnded(int closeCode, String reason) {
            recorder.record(nanos -> new Observation.Ended(nanos, client));
            next.onEnded(closeCode, reason);
        }

        @Override
        public void onPush(String type, JsonNode frame) {
            next.onPush(type, frame);
        }

        @Override
        public void onViolation(String what) {
            recorder.record(nanos -> new Observation.Objection(nanos, client, what));
            next.onViolation(what);
        }
    }
}
