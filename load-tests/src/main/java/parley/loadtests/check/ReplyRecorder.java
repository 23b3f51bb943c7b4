package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.check.Observation.Source;

/** Records what the server says on one connection. Confined to the client's serial. */
final class ReplyRecorder {

    private final Recorder recorder;
    private final Names names;
    private final int client;
    private final int connection;
    private final String user;
    private final int me;
    private long helloNanos;
    private long listAskedNanos;

    ReplyRecorder(Recorder recorder, int client, int connection, String user) {
        this.recorder = recorder;
        this.names = recorder.names();
        this.client = client;
        this.connection = connection;
        this.user = user;
        this.me = names.number(user);
    }

    void push(String type, JsonNode frame) {
        switch (type) {
            case "entries" -> deliver(frame);
            case "list" -> frame.path("chats").forEach(chat -> chat(chat, listAskedNanos));
            case "heartbeat" -> frame.path("positions").forEach(chat -> chat(chat, helloNanos));
            case "position" -> ownPosition(frame, recorder.now(), Source.PUSH);
            case "receipt" -> receipt(chatOf(frame), frame, recorder.now(), Source.PUSH);
            case "resync" -> recorder.record(nanos -> new Observation.Resync(nanos, connection));
            default -> {}
        }
    }

    void answer(Question question, String type, JsonNode frame) {
        switch (type) {
            case "welcome" -> welcome(frame, question.askedNanos());
            case "listed" -> listAskedNanos = question.askedNanos();
            case "ack" -> ack(frame);
            case "done" -> done(question, frame);
            case "page" -> page(question, frame);
            case "chat" -> chat(frame.path("chat"), question.askedNanos());
            case "receipt_list" ->
                frame.path("receipts")
                        .forEach(one -> receipt(question.chat(), one, question.askedNanos(), Source.RECEIPTS));
            default -> {}
        }
    }

    /** A second answer, or one to what was given up: an ack counts whenever it comes. */
    void answerToNothing(String type, JsonNode frame) {
        if (type.equals("ack")) {
            ack(frame);
        }
    }

    private void deliver(JsonNode frame) {
        int chat = chatOf(frame);
        List<Seen> entries = recorder.entries().entries(frame.path("entries"));
        recorder.record(nanos -> new Observation.Deliver(nanos, connection, chat, entries));
    }

    private void welcome(JsonNode frame, long askedNanos) {
        helloNanos = askedNanos;
        listAskedNanos = askedNanos;
        List<Place> open = new ArrayList<>();
        frame.path("open")
                .forEach(chat -> open.add(new Place(
                        names.number(chat.path("chat").asText()),
                        chat.path("seq").asLong(),
                        continuity(chat.path("continuity").asText()))));
        List<Place> said = List.copyOf(open);
        Continuity worst = continuity(frame.path("continuity").asText());
        recorder.record(nanos -> new Observation.Welcome(nanos, connection, worst, said));
    }

    private static Continuity continuity(String name) {
        for (Continuity one : Continuity.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
                return one;
            }
        }
        return Continuity.UNSAID;
    }

    private void ack(JsonNode frame) {
        int chat = chatOf(frame);
        long key = Fingerprint.key(user, frame.path("key").asText());
        recorder.record(nanos -> new Observation.Outcome(
                nanos,
                connection,
                chat,
                Action.SEND,
                key,
                Result.OK,
                frame.path("seq").asLong(),
                frame.path("duplicate").asBoolean(),
                0));
    }

    private void done(Question question, JsonNode frame) {
        Action action = question.action();
        Boolean read = question.read();
        if (action != null) {
            recorder.record(nanos -> new Observation.Outcome(
                    nanos,
                    connection,
                    question.chat(),
                    action,
                    question.key(),
                    Result.OK,
                    frame.path("seq").asLong(),
                    frame.path("duplicate").asBoolean(),
                    0));
        } else if (read != null) {
            recorder.record(
                    nanos -> new Observation.PositionDone(nanos, connection, question.chat(), read, question.seq()));
        }
    }

    private void page(Question question, JsonNode frame) {
        Range range = question.range();
        if (range == null) {
            return;
        }
        List<Seen> entries = recorder.entries().entries(frame.path("entries"));
        recorder.record(nanos -> new Observation.Page(
                nanos,
                question.askedNanos(),
                client,
                connection,
                question.chat(),
                range,
                entries,
                frame.path("seq").asLong(),
                frame.path("n").asLong(),
                frame.path("end").asBoolean()));
    }

    /** A row of the list, or as much of one as a heartbeat has. */
    private void chat(JsonNode row, long askedNanos) {
        int chat = chatOf(row);
        recorder.record(nanos -> new Observation.Told(
                nanos, connection, chat, row.path("seq").asLong(), row.path("n").asLong()));
        if (row.has("read")) {
            ownPosition(row, askedNanos, Source.LIST);
        }
    }

    private void ownPosition(JsonNode frame, long askedNanos, Source source) {
        int chat = chatOf(frame);
        JsonNode read = frame.path("read");
        long seq = read.path("seq").asLong();
        long n = read.path("n").asLong();
        recorder.record(nanos ->
                new Observation.PositionSeen(nanos, askedNanos, client, connection, chat, me, source, -1, seq, n));
    }

    private void receipt(int chat, JsonNode frame, long askedNanos, Source source) {
        int whose = names.number(frame.path("user").asText());
        long delivered = frame.path("delivered").asLong(-1);
        long read = frame.path("read").asLong(-1);
        recorder.record(nanos -> new Observation.PositionSeen(
                nanos, askedNanos, client, connection, chat, whose, source, delivered, read, -1));
    }

    private int chatOf(JsonNode frame) {
        return names.number(frame.path("chat").asText());
    }
}
