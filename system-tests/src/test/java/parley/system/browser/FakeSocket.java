package parley.system.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection of the scripted server. */
final class FakeSocket extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private final FakeParley server;
    final @Nullable String user;
    private final Set<String> watched = new HashSet<>();
    private @Nullable ChannelHandlerContext context;
    private boolean welcomed;
    private boolean slow;

    FakeSocket(FakeParley server, @Nullable String user) {
        this.server = server;
        this.user = user;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        server.sockets.remove(this);
        server.presenceChanged();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, TextWebSocketFrame frame) throws Exception {
        server.violations.addAll(FakeParley.SCHEMAS.violationsOfClient(frame.text()));
        JsonNode request = FakeWorld.JSON.readTree(frame.text());
        server.received.add(request);
        String type = request.get("type").asText();
        if (type.equals("hello")) {
            hello(request);
        } else if (welcomed) {
            FakeRequests.answer(this, server, type, request);
        }
    }

    String user() {
        if (user == null) {
            throw new IllegalStateException("a connection without a user");
        }
        return user;
    }

    private void hello(JsonNode request) {
        if (user == null) {
            close(4001);
            return;
        }
        welcomed = true;
        server.sockets.add(this);
        ObjectNode welcome = reply(request, "welcome")
                .put("user", user)
                .put("device", "d_1")
                .put("serverTime", server.world.now())
                .put("heartbeatMs", server.heartbeatMs)
                .put("continuity", server.continuity);
        ArrayNode open = welcome.putArray("open");
        for (JsonNode had : request.path("chats")) {
            var chat = server.world.chats.get(had.get("chat").asText());
            if (chat != null) {
                open.addObject()
                        .put("chat", chat.id)
                        .put("seq", chat.seq())
                        .put("n", chat.n())
                        .put("continuity", server.continuity);
            }
        }
        List<Integer> buckets = list(request);
        buckets.forEach(welcome.putArray("buckets")::add);
        send(welcome);
        sendList(buckets);
        server.presenceChanged();
    }

    /** The buckets that differ from what the client has. */
    List<Integer> list(JsonNode request) {
        List<String> mine = FakeDigest.of(rows());
        List<Integer> differing = new ArrayList<>();
        for (int bucket = 0; bucket < mine.size(); bucket++) {
            if (!mine.get(bucket).equals(request.path("digest").path(bucket).asText())) {
                differing.add(bucket);
            }
        }
        return differing;
    }

    void sendList(List<Integer> buckets) {
        ObjectNode list = FakeWorld.JSON.createObjectNode().put("type", "list");
        ArrayNode chats = list.putArray("chats");
        rows().stream()
                .filter(row ->
                        buckets.contains(FakeDigest.bucketOf(row.get("chat").asText())))
                .forEach(chats::add);
        send(list);
        send(FakeWorld.JSON.createObjectNode().put("type", "synced"));
    }

    private List<ObjectNode> rows() {
        return server.world.chats.values().stream()
                .filter(chat -> chat.joined.containsKey(user()) || chat.left.containsKey(user()))
                .map(chat -> chat.row(user()))
                .toList();
    }

    void watch(JsonNode request) {
        watched.clear();
        request.get("users").forEach(one -> watched.add(one.asText()));
        send(presence(reply(request, "presence")));
    }

    void pushPresence() {
        if (!watched.isEmpty()) {
            push(presence(FakeParley.frame("presence")));
        }
    }

    /** As when the user's session has moved to another node. */
    void forgetWatched() {
        watched.clear();
    }

    void becomeSlow() {
        slow = true;
        send(FakeParley.frame("resync").put("reason", "slow"));
    }

    void resynced() {
        slow = false;
    }

    private ObjectNode presence(ObjectNode frame) {
        ArrayNode users = frame.putArray("users");
        watched.forEach(one -> users.addObject()
                .put("user", one)
                .put("online", server.isOnline(one))
                .put("lastSeen", server.world.now() - 3_600_000));
        return frame;
    }

    static ObjectNode reply(JsonNode request, String type) {
        ObjectNode reply = FakeWorld.JSON.createObjectNode().put("type", type);
        if (request.has("id")) {
            reply.put("id", request.get("id").asLong());
        }
        return reply;
    }

    void push(ObjectNode frame) {
        if (!slow) {
            send(frame);
        }
    }

    void send(ObjectNode frame) {
        server.violations.addAll(FakeParley.SCHEMAS.violationsOfServer(frame.toString()));
        if (context != null) {
            var unused = context.writeAndFlush(new TextWebSocketFrame(frame.toString()));
        }
    }

    void close(int code) {
        if (context != null) {
            var unused =
                    context.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
