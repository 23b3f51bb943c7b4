package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The server's end of one connection, in a test's hands. Frames in scripts are written with ' for ".
 */
public final class Peer {

    private final Channel channel;
    private final BlockingQueue<String> frames;
    private final AtomicReference<Consumer<JsonNode>> frameTaker;
    private final List<String> closes = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private String history = "";

    Peer(Channel channel, BlockingQueue<String> frames, AtomicReference<Consumer<JsonNode>> frameTaker) {
        this.channel = channel;
        this.frames = frames;
        this.frameTaker = frameTaker;
    }

    /** The next frame, which must be of this type; pings and positions in between are passed over. */
    public JsonNode expect(String type) throws InterruptedException {
        long end = System.nanoTime() + ScriptedServer.PATIENCE.toNanos();
        while (true) {
            String text = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (text == null) {
                throw new AssertionError("no " + type + " within " + ScriptedServer.PATIENCE);
            }
            JsonNode frame = Frames.read(text);
            String found = Frames.text(frame, "type");
            if (found.equals(type)) {
                return frame;
            }
            if (!found.equals("ping") && !found.equals("delivered")) {
                throw new AssertionError("a " + found + " (expected: " + type + "): " + text);
            }
        }
    }

    /** The next frame of this type, whatever else comes before it. */
    public JsonNode expectAny(String type) throws InterruptedException {
        long end = System.nanoTime() + ScriptedServer.PATIENCE.toNanos();
        while (true) {
            String text = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (text == null) {
                throw new AssertionError("no " + type + " within " + ScriptedServer.PATIENCE);
            }
            JsonNode frame = Frames.read(text);
            if (Frames.text(frame, "type").equals(type)) {
                return frame;
            }
        }
    }

    /** Fails if anything but a ping or a position comes within a time. */
    public void expectNothingFor(Duration quiet) throws InterruptedException {
        long end = System.nanoTime() + quiet.toNanos();
        String text;
        while ((text = frames.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) != null) {
            String type = Frames.text(Frames.read(text), "type");
            if (!type.equals("ping") && !type.equals("delivered")) {
                throw new AssertionError("not expected: " + text);
            }
        }
    }

    public void send(String frame) {
        ChannelFuture unused = channel.writeAndFlush(new TextWebSocketFrame(frame.replace('\'', '"')));
    }

    /** Sends a frame as it is. */
    public void sendExactly(String frame) {
        ChannelFuture unused = channel.writeAndFlush(new TextWebSocketFrame(frame));
    }

    /** Hands each frame from now on to somebody, on the socket's thread; what waits first. */
    public void onFrame(Consumer<JsonNode> taker) {
        channel.eventLoop().execute(() -> {
            frames.forEach(text -> taker.accept(Frames.read(text)));
            frames.clear();
            frameTaker.set(taker);
        });
    }

    /** Answers a request: {@code fields} follow its id. */
    public void reply(JsonNode request, String type, String fields) {
        String text = fields.contains("\"") ? fields : fields.replace('\'', '"');
        sendExactly("{\"type\":\"" + type + "\",\"id\":" + request.path("id").asLong()
                + (text.isEmpty() ? "" : "," + text) + "}");
    }

    public void ack(JsonNode send, long seq) {
        reply(
                send,
                "ack",
                "'chat':'" + send.path("chat").asText() + "','key':'"
                        + send.path("key").asText() + "','seq':" + seq + ",'n':" + seq + ",'at':1");
    }

    /** A message by Bob as an entry, whose text is {@code m} and its seq. */
    public static String message(long seq) {
        return "{'seq':" + seq + ",'n':" + seq + ",'at':1,'kind':'message','by':'u_bob','key':'k" + seq + "','text':'m"
                + seq + "'}";
    }

    public static String messages(long first, long last) {
        StringBuilder all = new StringBuilder();
        for (long seq = first; seq <= last; seq++) {
            all.append(seq == first ? "" : ",").append(message(seq));
        }
        return "[" + all + "]";
    }

    public void push(String chat, long first, long last) {
        send("{'type':'entries','chat':'" + chat + "','entries':" + messages(first, last) + "}");
    }

    /** What its welcome says of all that was said there. */
    Peer of(String named) {
        history = named;
        return this;
    }

    /** Takes the hello; answers with welcome, one list frame and synced. */
    public JsonNode greet(String open, String list) throws InterruptedException {
        return greet(open, list, 25_000);
    }

    public JsonNode greet(String open, String list, long heartbeatMs) throws InterruptedException {
        JsonNode hello = expect("hello");
        welcome(hello, open, list, heartbeatMs);
        return hello;
    }

    /** Answers a hello with welcome, one list frame and synced. */
    public void welcome(JsonNode hello, String open, String list, long heartbeatMs) {
        reply(
                hello,
                "welcome",
                "'user':'u_ann','device':'d_1','serverTime':1,'heartbeatMs':" + heartbeatMs
                        + (history.isEmpty() ? "" : ",'history':'" + history + "'")
                        + ",'continuity':'proven','open':" + open
                        + ",'buckets':[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]");
        send("{'type':'list','chats':" + list + "}");
        send("{'type':'synced'}");
    }

    public void close(int code) {
        closing = true;
        ChannelFuture unused = channel.writeAndFlush(new CloseWebSocketFrame(code, "scripted"));
    }

    /** Cuts the connection without a close frame. */
    public void cut() {
        ChannelFuture unused = channel.close();
    }

    /** Leaves the client's close frame without an answer. */
    void answerNoClose() {
        closing = true;
    }

    /** The client's close frame: it is answered, if it is no answer itself, and with the answer the connection ends. */
    void onClose(CloseWebSocketFrame frame) {
        closes.add((frame.statusCode() + " " + frame.reasonText()).strip());
        if (!closing) {
            closing = true;
            ChannelFuture unused = channel.writeAndFlush(frame.retain()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The close frames of the client, code and reason, when the connection is over. */
    List<String> closesWhenOver() {
        assertThat(channel.closeFuture().awaitUninterruptibly(ScriptedServer.PATIENCE.toMillis()))
                .as("over within %s", ScriptedServer.PATIENCE)
                .isTrue();
        return List.copyOf(closes);
    }
}
