package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.client.FrameTap;

/**
 * Records one connection of a client: matches each reply to its request, and says of sendings that have no answer when it ends that their
 * outcome is unknown. Confined to the client's serial.
 */
final class ConnectionRecorder implements FrameTap {

    /** More than a client may have open on one connection, with what was given up and sent again. */
    private static final int OPEN_MAX = 20_000;

    private final Recorder recorder;
    private final Names names;
    private final String user;
    private final int connection;
    private final Map<Long, Question> open = new LinkedHashMap<>();
    private final ReplyRecorder replies;

    ConnectionRecorder(Recorder recorder, int client, String user, String socketUrl) {
        this.recorder = recorder;
        this.names = recorder.names();
        this.user = user;
        this.connection = recorder.nextConnection();
        this.replies = new ReplyRecorder(recorder, client, connection, user);
        int socket = names.number(socketUrl);
        recorder.record(nanos -> new Observation.Connect(nanos, connection, client, socket));
    }

    @Override
    public void sent(String text) {
        JsonNode frame = Json.read(text);
        long now = recorder.now();
        int chat = numberOf(frame.path("chat").asText());
        switch (frame.path("type").asText()) {
            case "hello" -> hello(frame, now);
            case "send" ->
                command(
                        frame,
                        chat,
                        Action.SEND,
                        Fingerprint.of(frame.path("text").asText()));
            case "add_members" -> command(frame, chat, Action.ADD, 0);
            case "remove_member" -> command(frame, chat, Action.REMOVE, 0);
            case "leave" -> command(frame, chat, Action.LEAVE, 0);
            case "rename" ->
                command(
                        frame,
                        chat,
                        Action.RENAME,
                        Fingerprint.of(frame.path("title").asText()));
            case "sync" ->
                ask(
                        frame,
                        Question.page(
                                now,
                                chat,
                                new Range(Direction.SYNC, frame.path("after").asLong())));
            case "history" -> ask(frame, Question.page(now, chat, rangeOf(frame)));
            case "delivered", "read" -> position(frame, chat, now);
            case "receipts", "list", "get_chat", "create_chat" -> ask(frame, Question.plain(now, chat));
            default -> {}
        }
    }

    private void hello(JsonNode frame, long now) {
        List<Place> chats = new ArrayList<>();
        frame.path("chats")
                .forEach(chat -> chats.add(new Place(
                        numberOf(chat.path("chat").asText()), chat.path("seq").asLong(), Continuity.UNSAID)));
        List<Place> said = List.copyOf(chats);
        ask(frame, Question.plain(now, 0));
        recorder.record(nanos -> new Observation.Hello(nanos, connection, said));
    }

    private void command(JsonNode frame, int chat, Action action, long body) {
        long key = Fingerprint.key(user, frame.path("key").asText());
        ask(frame, Question.command(recorder.now(), chat, action, key));
        recorder.record(nanos -> new Observation.Invoke(nanos, connection, chat, action, key, body));
    }

    private void position(JsonNode frame, int chat, long now) {
        boolean read = frame.path("type").asText().equals("read");
        long seq = frame.path("seq").asLong();
        ask(frame, Question.position(now, chat, read, seq));
        recorder.record(nanos -> new Observation.PositionSet(nanos, connection, chat, read, seq));
    }

    private static Range rangeOf(JsonNode frame) {
        return frame.has("after")
                ? new Range(Direction.FORWARDS, frame.path("after").asLong())
                : new Range(Direction.BACKWARDS, frame.path("before").asLong());
    }

    private void ask(JsonNode frame, Question question) {
        if (!frame.has("id")) {
            return;
        }
        open.put(frame.path("id").asLong(), question);
        if (open.size() > OPEN_MAX) {
            Long eldest = open.keySet().iterator().next();
            unknown(open.remove(eldest), "forgotten");
        }
    }

    @Override
    public void received(String text) {
        JsonNode frame = Json.read(text);
        String type = frame.path("type").asText();
        if (!frame.has("id")) {
            replies.push(type, frame);
            return;
        }
        Question question = open.remove(frame.path("id").asLong());
        if (question == null) {
            replies.answerToNothing(type, frame);
        } else if (type.equals("error")) {
            refused(question, frame);
        } else {
            replies.answer(question, type, frame);
        }
    }

    private void refused(Question question, JsonNode error) {
        String code = error.path("code").asText();
        Result result = Refusals.isDefinite(code) ? Result.FAIL : Result.INFO;
        outcome(question, result, code);
    }

    @Override
    public void closed(int code, String reason) {
        List<Question> unanswered = List.copyOf(open.values());
        open.clear();
        unanswered.forEach(question -> unknown(question, "closed"));
        recorder.record(nanos -> new Observation.Close(nanos, connection, code));
    }

    private void unknown(@Nullable Question question, String why) {
        if (question != null) {
            outcome(question, Result.INFO, why);
        }
    }

    private void outcome(Question question, Result result, String code) {
        Action action = question.action();
        if (action != null) {
            int why = names.number(code.toLowerCase(Locale.ROOT));
            recorder.record(nanos -> new Observation.Outcome(
                    nanos, connection, question.chat(), action, question.key(), result, 0, false, why));
        }
    }

    private int numberOf(String chat) {
        return chat.isEmpty() ? 0 : names.number(chat);
    }
}
