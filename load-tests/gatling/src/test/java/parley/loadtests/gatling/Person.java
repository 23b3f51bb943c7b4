package parley.loadtests.gatling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatling.http.action.ws.WsInboundMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.FrameTap;

/**
 * What a virtual user knows of the protocol: hears frames, says what is to be sent, and takes samples. {@link Parley} moves the frames. Confined
 * to the virtual user's event loop.
 */
public final class Person {

    static final String SIGN_IN = "sign in";
    static final String COME_BACK = "come back";
    static final String ACK = "ack";
    static final String DELIVERY = "delivery";
    static final String HISTORY = "history page";

    private static final long SIGN_IN_WITHIN_MS = 30_000;
    private static final long PUSH_WITHIN_MS = 5_000;
    private static final long PING_EVERY_MS = 15_000;
    /** A client may have 100 requests open. */
    private static final int OPEN_MAX = 80;

    private static final String TEXT = "A message of the load test, as long as one that people write. ";

    private final Seat seat;
    private final Stage stage;
    private final Map<String, ChatCopy> chats = new HashMap<>();
    private final Said said;
    private final Rhythm rhythm = new Rhythm();

    private final Lines lines;
    private String signIn = SIGN_IN;
    private long lastId;
    private long pagesWanted;

    Person(Seat seat, Stage stage, FrameTap recording) {
        this.seat = seat;
        this.stage = stage;
        this.lines = new Lines(seat, stage, recording);
        this.said = new Said(seat.number(), stage);
    }

    public Seat seat() {
        return seat;
    }

    /** Whether it is connected and has everything that its chats have. */
    public boolean isCurrent() {
        Line line = lines.line();
        return line != null && line.isCurrent();
    }

    /** Whether all that it said has been answered. */
    public boolean isAnswered() {
        Line line = lines.line();
        return said.isAnswered() && (line == null || line.isAnswered());
    }

    Rhythm rhythm() {
        return rhythm;
    }

    Lines lines() {
        return lines;
    }

    /** The socket is open. */
    void opened(String socket) {
        Line its = lines.at(socket);
        if (its != null) {
            its.opened();
            its.ask(Frames.hello(++lastId, its.token.value(), chats), stage.now());
        }
    }

    /** The socket is closed, or could not be opened. */
    void closed(String socket) {
        if (lines.closed(socket)) {
            disconnected();
        }
    }

    /** What was asked and not answered is asked again on the next connection. */
    private void disconnected() {
        signIn = COME_BACK;
        chats.values().forEach(ChatCopy::disconnected);
        said.disconnected();
    }

    /** Says something in its chats, in turn, as was meant to happen at that time. */
    public void say(long intendedMs) {
        say(seat.chats().get((int) (said.count() % seat.chats().size())), intendedMs);
    }

    /** Says something in a chat, as was meant to happen at that time. */
    public void say(String chat, long intendedMs) {
        said.add(chat, intendedMs);
    }

    /** Reads so many pages of its first chat, from the newest one back; each is a sample. */
    public void readHistory(int pages, long intendedMs) {
        pagesWanted = pages;
        Line line = lines.line();
        if (line != null && line.isSynced()) {
            history(line, seat.chats().get(0), 0, intendedMs);
        }
    }

    private void history(Line on, String chat, long before, long intendedMs) {
        ObjectNode frame = Frames.request("history", ++lastId).put("chat", chat).put("limit", 50);
        if (before > 0) {
            frame.put("before", before);
        }
        on.ask(frame, intendedMs);
    }

    /** Tells the others that it has read its chats as far as it has them. */
    public void markRead() {
        Line on = lines.line();
        if (on != null && on.isSynced()) {
            chats.forEach((chat, copy) ->
                    on.say(Frames.saying("read").put("chat", chat).put("seq", copy.have())));
        }
    }

    /** Asks for whatever may be there and was not pushed. */
    void askForAll() {
        Line on = lines.line();
        if (on != null && on.isSynced()) {
            chats.forEach((chat, copy) -> sync(on, chat, copy));
        }
    }

    /** Closes the connection at the next step, and comes back after so long. */
    public void hangUp(long backAfterMs) {
        lines.hangUp(backAfterMs);
    }

    /** Takes what arrived on a socket, and does what is due. What comes on one that was left comes again on the one that followed. */
    void turn(String socket, List<WsInboundMessage> messages) {
        Line from = lines.at(socket);
        if (from == null) {
            return;
        }
        for (WsInboundMessage message : messages) {
            if (message instanceof WsInboundMessage.Text text) {
                from.received(text.message());
                hear(from, Frames.read(text.message()), text.timestamp());
            }
        }
        long now = stage.now();
        if (!lines.isNext(from)) {
            act(from, now);
        } else if (!from.isLeaving() && now - from.connectingSince > SIGN_IN_WITHIN_MS) {
            signInFailed(from, "not welcome within 30 s");
        }
    }

    private void hear(Line from, JsonNode frame, long atMs) {
        Line.Asked question = frame.has("id") ? from.answered(frame.path("id").asLong()) : null;
        switch (frame.path("type").asText()) {
            case "welcome" -> welcome(from, frame);
            case "list" -> frame.path("chats").forEach(this::row);
            case "synced" -> from.synced();
            case "entries" -> entries(frame, atMs);
            case "page" -> page(from, frame, question, atMs);
            case "ack" -> said.acked(frame.path("key").asText(), atMs);
            case "error" -> refused(from, frame, question, atMs);
            case "heartbeat" ->
                frame.path("positions").forEach(chat -> copyOf(chat).exists(seqOf(chat)));
            case "resync" -> resync(from);
            case "goaway" -> lines.moveAfter(frame.path("reconnectAfterMs").asLong());
            default -> {}
        }
        if (from.isSynced() && !from.isCurrent() && chats.values().stream().noneMatch(ChatCopy::isBehind)) {
            becomeCurrent(from, atMs);
        }
    }

    private void welcome(Line by, JsonNode welcome) {
        if (lines.isNext(by)) {
            Line left = lines.changeOver();
            disconnected();
            left.unanswered("history")
                    .forEach(one -> by.ask(one.frame().deepCopy().put("id", ++lastId), one.atMs()));
        }
        welcome.path("open").forEach(this::welcome);
    }

    private void becomeCurrent(Line on, long atMs) {
        on.current();
        lines.current();
        stage.ok(signIn, on.connectingSince, atMs);
    }

    private void welcome(JsonNode open) {
        ChatCopy copy = copyOf(open);
        if (!open.path("continuity").asText().equals("proven")) {
            copy.restart(seqOf(open));
        }
        copy.pushedAfter(seqOf(open));
    }

    private void row(JsonNode row) {
        copyOf(row).pushedAfter(seqOf(row));
    }

    /** A chat that was not known yet begins where it is now. */
    private ChatCopy copyOf(JsonNode chat) {
        return chats.computeIfAbsent(chat.path("chat").asText(), id -> new ChatCopy(seqOf(chat)));
    }

    private static long seqOf(JsonNode chat) {
        return chat.path("seq").asLong();
    }

    private void entries(JsonNode frame, long atMs) {
        JsonNode entries = frame.path("entries");
        ChatCopy copy =
                chats.computeIfAbsent(frame.path("chat").asText(), id -> new ChatCopy(seqOf(entries.path(0)) - 1));
        for (JsonNode entry : entries) {
            long intended = intendedOf(entry);
            if (copy.pushed(seqOf(entry)) && intended >= 0) {
                stage.delivered(intended, atMs);
            }
        }
    }

    /** When a message of another was meant to be sent; -1 if the entry is none. */
    private long intendedOf(JsonNode entry) {
        boolean another = entry.path("kind").asText().equals("message")
                && !entry.path("by").asText().equals(seat.user());
        return another ? MessageKey.intendedMs(entry.path("key").asText()) : -1;
    }

    private void page(Line from, JsonNode page, Line.@Nullable Asked question, long atMs) {
        if (question == null) {
            return;
        }
        JsonNode entries = page.path("entries");
        if (question.type().equals("history")) {
            stage.ok(HISTORY, question.atMs(), atMs);
            if (--pagesWanted > 0 && !page.path("end").asBoolean() && !entries.isEmpty()) {
                history(from, question.chat(), seqOf(entries.path(0)), atMs);
            }
            return;
        }
        ChatCopy copy = chats.computeIfAbsent(question.chat(), id -> new ChatCopy(0));
        entries.forEach(entry -> copy.read(seqOf(entry), intendedOf(entry), atMs));
        copy.answered(seqOf(page));
    }

    private void refused(Line from, JsonNode error, Line.@Nullable Asked question, long atMs) {
        String code = error.path("code").asText();
        if (question == null) {
            stage.failed("error", atMs, atMs, code);
            return;
        }
        switch (question.type()) {
            case "send" -> said.refused(question.key(), code, error, atMs);
            case "sync" -> {
                ChatCopy copy = chats.get(question.chat());
                if (copy != null) {
                    copy.refused();
                }
            }
            case "hello" -> signInFailed(from, code);
            default -> stage.failed(question.type(), question.atMs(), atMs, code);
        }
    }

    private void signInFailed(Line on, String why) {
        stage.failed(lines.isNext(on) ? COME_BACK : signIn, on.connectingSince, stage.now(), why);
        on.leave();
    }

    private void resync(Line on) {
        on.ask(Frames.request("resynced", ++lastId), stage.now());
        chats.forEach((chat, copy) -> {
            copy.pushesDropped();
            sync(on, chat, copy);
        });
    }

    private void act(Line on, long now) {
        rhythm.due(now, this);
        if (!on.isOpen() || on.isLeaving()) {
            return;
        }
        if (!on.isSynced() && now - on.connectingSince > SIGN_IN_WITHIN_MS) {
            signInFailed(on, "not current within 30 s");
            return;
        }
        chats.forEach((chat, copy) -> {
            if (on.isSynced() && copy.ask()) {
                sync(on, chat, copy);
            }
            copy.missedBefore(now - PUSH_WITHIN_MS).forEach(one -> stage.notPushed(one.intendedMs(), one.readMs()));
        });
        if (on.isSynced()) {
            sendPending(on, now);
        }
        long made = on.token.madeMs();
        if (on.isCurrent()
                && !lines.isMoving()
                && now - made > Tokens.USED_MS
                && stage.token(seat).madeMs() > made) {
            hangUp(0);
        }
        if (on.isQuietSince(now - PING_EVERY_MS)) {
            on.ask(Frames.request("ping", ++lastId), now);
        }
    }

    private void sendPending(Line on, long now) {
        said.due(
                now,
                OPEN_MAX - on.waiting(),
                (key, message) -> on.ask(
                        Frames.request("send", ++lastId)
                                .put("chat", message.chat())
                                .put("key", key)
                                .put("since", message.since(haveOf(message.chat())))
                                .put("text", TEXT + key),
                        now));
    }

    private long haveOf(String chat) {
        ChatCopy copy = chats.get(chat);
        return copy == null ? 0 : copy.have();
    }

    private void sync(Line on, String chat, ChatCopy copy) {
        on.ask(Frames.request("sync", ++lastId).put("chat", chat).put("after", copy.have()), stage.now());
    }

    /** The scenario of this user is over: what it still waits for has failed. */
    void end() {
        chats.values()
                .forEach(copy -> copy.missedBefore(Long.MAX_VALUE)
                        .forEach(one -> stage.notPushed(one.intendedMs(), one.readMs())));
        said.end(stage.now());
    }
}
