package parley.loadtests.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import parley.loadtests.client.Peer;
import parley.loadtests.client.ScriptedServer;

/**
 * As much of a Parley as the demo needs, in memory: accounts, groups, messages, history. The first access token of each account has
 * expired: it must be renewed. Can be told to spoil the stored entries that it
 * hands out over HTTP.
 */
public final class MemoryServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VOID = "expired-";
    private static final long FAR = 4_000_000_000_000L;

    private final ScriptedServer server = new ScriptedServer();
    private final Map<String, List<ObjectNode>> logs = new HashMap<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final Map<String, Peer> online = new HashMap<>();
    private final Thread acceptor = new Thread(this::accept, "memory-server");
    private UnaryOperator<List<ObjectNode>> spoil = UnaryOperator.identity();

    public MemoryServer() {
        server.answering(this::answer);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public String url() {
        return server.url();
    }

    /** Changes each log that is read over HTTP. */
    public synchronized void spoiling(UnaryOperator<List<ObjectNode>> change) {
        spoil = change;
    }

    @Override
    public void close() {
        acceptor.interrupt();
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                Peer peer = server.acceptPatiently();
                JsonNode hello = peer.greet("[]", "[]");
                String user = hello.path("token").asText();
                synchronized (this) {
                    online.put(user, peer);
                }
                peer.onFrame(frame -> serve(user, peer, frame));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void serve(String user, Peer peer, JsonNode frame) {
        String chat = frame.path("chat").asText();
        switch (frame.path("type").asText()) {
            case "create_chat" -> create(user, peer, frame);
            case "add_members" -> {
                JsonNode users = frame.path("users");
                users.forEach(added -> members(chat).add(added.asText()));
                ObjectNode entry = append(chat, "added", user);
                entry.set("users", users);
                done(peer, frame, publish(chat, entry));
            }
            case "leave" -> {
                done(peer, frame, publish(chat, append(chat, "left", user)));
                members(chat).remove(user);
            }
            case "send" -> {
                ObjectNode entry = append(chat, "message", user);
                entry.put("key", frame.path("key").asText())
                        .put("text", frame.path("text").asText());
                peer.ack(frame, publish(chat, entry));
            }
            case "get_chat" -> peer.reply(frame, "chat", "'chat':" + summary(chat, user));
            case "delivered", "read" -> peer.reply(frame, "done", "'chat':'" + chat + "'");
            case "sync", "history" ->
                peer.reply(
                        frame,
                        "page",
                        fields(page(chat, user, log(chat), frame.path("after").asLong())));
            case "watch_presence" -> peer.reply(frame, "presence", "'users':[]");
            case "ping" -> peer.reply(frame, "pong", "'serverTime':1");
            default -> {}
        }
    }

    private void create(String user, Peer peer, JsonNode frame) {
        String chat = "g_" + logs.size();
        members(chat).add(user);
        frame.path("users").forEach(other -> members(chat).add(other.asText()));
        ObjectNode entry = append(chat, "created", user);
        entry.set("users", frame.path("users"));
        publish(chat, entry);
        peer.reply(frame, "chat", "'chat':" + summary(chat, user));
    }

    private ObjectNode append(String chat, String kind, String by) {
        List<ObjectNode> log = log(chat);
        long seq = log.size() + 1L;
        ObjectNode entry = JSON.createObjectNode()
                .put("seq", seq)
                .put("n", messages(log) + (kind.equals("message") ? 1 : 0))
                .put("at", 1)
                .put("kind", kind)
                .put("by", by);
        log.add(entry);
        return entry;
    }

    private static long messages(List<ObjectNode> log) {
        return log.stream()
                .filter(entry -> entry.path("kind").asText().equals("message"))
                .count();
    }

    private long publish(String chat, ObjectNode entry) {
        String push = "{\"type\":\"entries\",\"chat\":\"" + chat + "\",\"entries\":[" + entry + "]}";
        members(chat).forEach(user -> online.get(user).sendExactly(push));
        return entry.path("seq").asLong();
    }

    /** Everything after a seq at once, up to where the user left. */
    private ObjectNode page(String chat, String user, List<ObjectNode> log, long after) {
        List<ObjectNode> readable = log;
        if (!members(chat).contains(user)) {
            int left = 0;
            for (int i = 0; i < log.size(); i++) {
                boolean leaves = log.get(i).path("kind").asText().equals("left")
                        && log.get(i).path("by").asText().equals(user);
                left = leaves ? i + 1 : left;
            }
            readable = log.subList(0, left);
        }
        ArrayNode entries = JSON.createArrayNode()
                .addAll(readable.stream()
                        .filter(entry -> entry.path("seq").asLong() > after)
                        .toList());
        ObjectNode page = JSON.createObjectNode().put("chat", chat);
        page.set("entries", entries);
        return page.put("seq", log.size()).put("n", messages(log)).put("end", true);
    }

    private synchronized ScriptedServer.Response answer(ScriptedServer.Request request) {
        if (request.path().equals("/v1/accounts")) {
            String name = field(request.body(), "name");
            return session(201, name, VOID + name, 1);
        }
        if (request.path().equals("/v1/sessions/refresh")) {
            String name = field(request.body(), "refreshToken");
            return session(200, name, name, FAR);
        }
        if (request.token().startsWith(VOID)) {
            return new ScriptedServer.Response(401, "{\"code\":\"unauthenticated\",\"message\":\"expired\"}");
        }
        if (request.path().equals("/v1/me")) {
            return session(200, request.token(), request.token(), FAR);
        }
        if (request.path().equals("/v1/users/lookup")) {
            return new ScriptedServer.Response(200, "{\"users\":[]}");
        }
        String chat = request.path().split("/", 5)[3];
        return new ScriptedServer.Response(
                200,
                page(chat, request.token(), spoil.apply(new ArrayList<>(log(chat))), 0)
                        .toString());
    }

    private static ScriptedServer.Response session(int status, String name, String accessToken, long expiresAt) {
        return new ScriptedServer.Response(
                status,
                JSON.createObjectNode()
                        .put("user", name)
                        .put("name", name)
                        .put("displayName", name)
                        .put("device", "d_1")
                        .put("accessToken", accessToken)
                        .put("accessExpiresAt", expiresAt)
                        .put("refreshToken", name)
                        .put("refreshExpiresAt", FAR)
                        .toString());
    }

    private List<ObjectNode> log(String chat) {
        return logs.computeIfAbsent(chat, id -> new ArrayList<>());
    }

    private Set<String> members(String chat) {
        return members.computeIfAbsent(chat, id -> new LinkedHashSet<>());
    }

    /** The entry that made somebody a member; the newest, when there are several. */
    private long joined(String chat, String user) {
        long joined = 1;
        for (ObjectNode entry : log(chat)) {
            for (JsonNode added : entry.path("users")) {
                joined = added.asText().equals(user) ? entry.path("seq").asLong() : joined;
            }
        }
        return joined;
    }

    private String summary(String chat, String user) {
        return "{'chat':'" + chat + "','kind':'group','title':'t','memberCount':1,'seq':"
                + log(chat).size() + ",'n':" + messages(log(chat)) + ",'read':{'seq':0,'n':0},'joinedSeq':"
                + joined(chat, user) + "}";
    }

    private static void done(Peer peer, JsonNode request, long seq) {
        peer.reply(request, "done", "'chat':'" + request.path("chat").asText() + "','seq':" + seq);
    }

    private static String fields(ObjectNode object) {
        String text = object.toString();
        return text.substring(1, text.length() - 1);
    }

    private static String field(String body, String name) {
        try {
            return JSON.readTree(body).path(name).asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }
}
