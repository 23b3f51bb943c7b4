package parley.loadtests.gatling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatling.http.action.ws.WsInboundMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    private static final long BACKOFF_MS = 1_000;
    private static final long BACKOFF_MAX_MS = 30_000;
    /** A client may have 100 requests open. */
    private static final int OPEN_MAX = 80;

    private static final String TEXT = "A message of the load test, as long as one that people write. ";

    private final Seat seat;
    private final Run run;
    private final FrameTap recording;
    private final Map<String, ChatCopy> chats = new HashMap<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private final Said said;
    private final Deque<ObjectNode> outbox = new ArrayDeque<>();
    private final Rhythm rhythm = new Rhythm();

    private FrameTap connection = FrameTap.NONE;
    private Tokens.Token token;
    private boolean connected;
    private boolean synced;
    private boolean current;
    private boolean leaving;
    private String signIn = SIGN_IN;
    private int node;
    private int failures;
    private long connectAt;
    private long connectingSince;
    private long lastSentMs;
    private long lastId;
    private long pagesWanted;

    private record Asked(
            String type, String chat, long atMs, @Nullable String key) {}

    Person(Seat seat, Run run, FrameTap recording) {
        this.seat = seat;
        this.run = run;
        this.recording = recording;
        this.node = seat.number();
        this.token = run.token(seat);
        this.said = new Said(seat.number(), run);
    }

    public Seat seat() {
        return seat;
    }

    /** Whether it is connected and has everything that its chats have. */
    public boolean isCurrent() {
        return current;
    }

    /** Whether all that it said has been answered. */
    public boolean isAnswered() {
        return said.isAnswered() && asked.values().stream().noneMatch(one -> !one.type.equals("ping"));
    }

    Rhythm rhythm() {
        return rhythm;
    }

    String socketUrl() {
        return run.socket(node);
    }

    boolean isConnected() {
        return connected;
    }

    boolean mayConnect() {
        return !connected && run.now() >= connectAt;
    }

    boolean wantsToHangUp() {
        return leaving;
    }

    boolean hasFrame() {
        return !outbox.isEmpty();
    }

    /** The next frame, which the caller sends at once. */
    String nextFrame() {
        String frame = outbox.remove().toString();
        lastSentMs = run.now();
        connection.sent(frame);
        return frame;
    }

    void connecting() {
        connectingSince = run.now();
        connection = recording.connecting(socketUrl());
    }

    /** The socket is open. */
    void opened() {
        connected = true;
        outbox.clear();
        token = run.token(seat);
        outbox.add(Frames.hello(ask("hello", "", null), token.value(), chats));
    }

    /** The socket is closed, or could not be opened. */
    void closed() {
        connection.closed(connected ? 1000 : 1006, "");
        connection = FrameTap.NONE;
        if (!current) {
            failures++;
            connectAt = run.now() + backoff();
        }
        connected = false;
        synced = false;
        current = false;
        leaving = false;
        node++;
        signIn = COME_BACK;
        asked.clear();
        outbox.clear();
        chats.values().forEach(ChatCopy::disconnected);
        said.disconnected();
    }

    private long backoff() {
        long full = Math.min(BACKOFF_MAX_MS, BACKOFF_MS << Math.min(failures - 1, 5));
        return (long) (full * (0.5 + ThreadLocalRandom.current().nextDouble()));
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
        if (connected && synced) {
            history(seat.chats().get(0), 0, intendedMs);
        }
    }

    private void history(String chat, long before, long intendedMs) {
        ObjectNode frame = Frames.request("history", ++lastId).put("chat", chat).put("limit", 50);
        if (before > 0) {
            frame.put("before", before);
        }
        asked.put(lastId, new Asked("history", chat, intendedMs, null));
        outbox.add(frame);
    }

    /** Tells the others that it has read its chats as far as it has them. */
    public void markRead() {
        chats.forEach((chat, copy) ->
                outbox.add(Frames.saying("read").put("chat", chat).put("seq", copy.have())));
    }

    /** Asks for whatever may be there and was not pushed. */
    void askForAll() {
        chats.forEach((chat, copy) -> sync(chat, copy));
    }

    /** Closes the connection at the next step, and comes back after so long. */
    public void hangUp(long backAfterMs) {
        leaving = true;
        connectAt = run.now() + backAfterMs;
    }

    /** Takes what arrived, and does what is due. */
    void turn(List<WsInboundMessage> messages) {
        for (WsInboundMessage message : messages) {
            if (message instanceof WsInboundMessage.Text text) {
                connection.received(text.message());
                hear(Frames.read(text.message()), text.timestamp());
            }
        }
        act(run.now());
    }

    private void hear(JsonNode frame, long atMs) {
        Asked question = frame.has("id") ? asked.remove(frame.path("id").asLong()) : null;
        switch (frame.path("type").asText()) {
            case "welcome" -> frame.path("open").forEach(chat -> welcome(chat));
            case "list" -> frame.path("chats").forEach(this::row);
            case "synced" -> synced = true;
            case "entries" -> entries(frame, atMs);
            case "page" -> page(frame, question, atMs);
            case "ack" -> said.acked(frame.path("key").asText(), atMs);
            case "error" -> refused(frame, question, atMs);
            case "heartbeat" ->
                frame.path("positions").forEach(chat -> copyOf(chat).exists(seqOf(chat)));
            case "resync" -> resync();
            case "goaway" -> hangUp(frame.path("reconnectAfterMs").asLong());
            default -> {}
        }
        if (synced && !current && chats.values().stream().noneMatch(ChatCopy::isBehind)) {
            becomeCurrent(atMs);
        }
    }

    private void becomeCurrent(long atMs) {
        current = true;
        failures = 0;
        run.samples().ok(run.name(), signIn, connectingSince, atMs);
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
                run.delivered(intended, atMs);
            }
        }
    }

    /** When a message of another was meant to be sent; -1 if the entry is none. */
    private long intendedOf(JsonNode entry) {
        boolean another = entry.path("kind").asText().equals("message")
                && !entry.path("by").asText().equals(seat.user());
        return another ? MessageKey.intendedMs(entry.path("key").asText()) : -1;
    }

    private void page(JsonNode page, @Nullable Asked question, long atMs) {
        if (question == null) {
            return;
        }
        JsonNode entries = page.path("entries");
        if (question.type.equals("history")) {
            run.samples().ok(run.name(), HISTORY, question.atMs, atMs);
            if (--pagesWanted > 0 && !page.path("end").asBoolean() && !entries.isEmpty()) {
                history(question.chat, seqOf(entries.path(0)), atMs);
            }
            return;
        }
        ChatCopy copy = chats.computeIfAbsent(question.chat, id -> new ChatCopy(0));
        entries.forEach(entry -> copy.read(seqOf(entry), intendedOf(entry), atMs));
        copy.answered(seqOf(page));
    }

    private void refused(JsonNode error, @Nullable Asked question, long atMs) {
        String code = error.path("code").asText();
        if (question == null) {
            run.samples().failed(run.name(), "error", atMs, atMs, code);
            return;
        }
        switch (question.type) {
            case "send" -> said.refused(String.valueOf(question.key), code, error, atMs);
            case "sync" -> {
                ChatCopy copy = chats.get(question.chat);
                if (copy != null) {
                    copy.refused();
                }
            }
            case "hello" -> signInFailed(code);
            default -> run.samples().failed(run.name(), question.type, question.atMs, atMs, code);
        }
    }

    private void signInFailed(String why) {
        run.samples().failed(run.name(), signIn, connectingSince, run.now(), why);
        leaving = true;
    }

    private void resync() {
        outbox.add(Frames.request("resynced", ask("resynced", "", null)));
        chats.forEach((chat, copy) -> {
            copy.pushesDropped();
            sync(chat, copy);
        });
    }

    private void act(long now) {
        rhythm.due(now, this);
        if (!connected || leaving) {
            return;
        }
        if (!synced && now - connectingSince > SIGN_IN_WITHIN_MS) {
            signInFailed("not current within 30 s");
            return;
        }
        chats.forEach((chat, copy) -> {
            if (synced && copy.ask()) {
                sync(chat, copy);
            }
            copy.missedBefore(now - PUSH_WITHIN_MS).forEach(one -> run.notPushed(one.intendedMs(), one.readMs()));
        });
        if (synced) {
            sendPending(now);
        }
        if (current && now - token.madeMs() > Tokens.USED_MS && run.token(seat).madeMs() > token.madeMs()) {
            hangUp(0);
        }
        if (now - lastSentMs > PING_EVERY_MS && outbox.isEmpty()) {
            outbox.add(Frames.request("ping", ask("ping", "", null)));
        }
    }

    private void sendPending(long now) {
        said.due(
                now,
                OPEN_MAX - asked.size(),
                (key, message) -> outbox.add(Frames.request("send", ask("send", message.chat(), key))
                        .put("chat", message.chat())
                        .put("key", key)
                        .put("since", message.since(haveOf(message.chat())))
                        .put("text", TEXT + key)));
    }

    private long haveOf(String chat) {
        ChatCopy copy = chats.get(chat);
        return copy == null ? 0 : copy.have();
    }

    private void sync(String chat, ChatCopy copy) {
        outbox.add(Frames.request("sync", ask("sync", chat, null))
                .put("chat", chat)
                .put("after", copy.have()));
    }

    private long ask(String type, String chat, @Nullable String key) {
        asked.put(++lastId, new Asked(type, chat, run.now(), key));
        return lastId;
    }

    /** The scenario of this user is over: what it still waits for has failed. */
    void end() {
        chats.values()
                .forEach(copy -> copy.missedBefore(Long.MAX_VALUE)
                        .forEach(one -> run.notPushed(one.intendedMs(), one.readMs())));
        said.end(run.now());
    }
}
