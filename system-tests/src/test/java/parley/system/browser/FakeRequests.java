package parley.system.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** How the scripted server answers the frames of a welcomed connection. */
final class FakeRequests {

    private static final int PAGE = 50;

    private FakeRequests() {}

    static void answer(FakeSocket from, FakeParley server, String type, JsonNode request) {
        switch (type) {
            case "ping" -> from.send(FakeSocket.reply(request, "pong").put("serverTime", server.world.now()));
            case "create_chat" -> create(from, server, request);
            case "watch_presence" -> from.watch(request);
            case "list" -> {
                List<Integer> buckets = from.list(request);
                ObjectNode listed = FakeSocket.reply(request, "listed");
                buckets.forEach(listed.putArray("buckets")::add);
                from.send(listed);
                from.sendList(buckets);
            }
            case "resynced" -> {
                server.beforeResynced.run();
                from.resynced();
                from.send(FakeSocket.reply(request, "done"));
            }
            default -> inChat(from, server, type, request);
        }
    }

    private static void create(FakeSocket from, FakeParley server, JsonNode request) {
        List<String> users = new ArrayList<>();
        request.path("users").forEach(user -> users.add(user.asText()));
        boolean direct = request.get("kind").asText().equals("direct");
        int before = server.world.chats.size();
        var chat = direct
                ? server.world.direct(from.user(), request.get("user").asText())
                : server.world.group(
                        request.get("key").asText(),
                        from.user(),
                        request.get("title").asText(),
                        users);
        from.send(FakeSocket.reply(request, "chat").set("chat", chat.row(from.user())));
        if (server.world.chats.size() > before) {
            server.push(chat, chat.entries.get(0));
        }
    }

    private static void inChat(FakeSocket from, FakeParley server, String type, JsonNode request) {
        var chat = server.world.chats.get(request.path("chat").asText());
        if (chat == null) {
            from.send(FakeSocket.reply(request, "error")
                    .put("code", "no_such_chat")
                    .put("message", "no such chat")
                    .put("retryable", false));
            return;
        }
        switch (type) {
            case "send" -> send(from, server, chat, request);
            case "get_chat" -> from.send(FakeSocket.reply(request, "chat").set("chat", chat.row(from.user())));
            case "sync" -> page(from, chat, request, request.get("after").asLong(), chat.seq() + 1, 200);
            case "history" -> {
                long before = request.path("before").asLong(chat.seq() + 1);
                int limit = request.path("limit").asInt(PAGE);
                long after = request.path("after").asLong(Math.max(0, before - limit - 1));
                page(from, chat, request, after, before, limit);
            }
            case "members" -> members(from, chat, request);
            case "receipts" -> receipts(from, chat, request);
            case "delivered", "read" ->
                server.position(chat, from.user(), type, request.get("seq").asLong());
            case "typing" -> server.typing(chat, from.user(), request.get("on").asBoolean());
            default -> change(from, server, chat, type, request);
        }
    }

    private static void send(FakeSocket from, FakeParley server, FakeWorld.FakeChat chat, JsonNode request) {
        String key = request.get("key").asText();
        boolean duplicate = chat.knows(from.user(), key);
        if (server.refuseSends != null) {
            from.send(FakeSocket.reply(request, "error")
                    .put("code", server.refuseSends)
                    .put("message", "refused")
                    .put("retryable", false));
            return;
        }
        ObjectNode entry = chat.message(from.user(), key, request.get("text").asText(), server.world.now());
        if (server.loseAcks) {
            from.close(1012);
            return;
        }
        if (!duplicate) {
            server.push(chat, entry);
        }
        ObjectNode ack = FakeSocket.reply(request, "ack").put("chat", chat.id).put("key", key);
        ack.set("seq", entry.get("seq"));
        ack.set("n", entry.get("n"));
        ack.set("at", entry.get("at"));
        from.send(duplicate ? ack.put("duplicate", true) : ack);
    }

    private static void page(
            FakeSocket from, FakeWorld.FakeChat chat, JsonNode request, long after, long before, int limit) {
        ArrayNode entries = chat.slice(after, Math.min(before, after + 1 + limit));
        ObjectNode page = FakeSocket.reply(request, "page").put("chat", chat.id);
        boolean back = request.get("type").asText().equals("history") && !request.has("after");
        page.set("entries", entries);
        from.send(page.put("seq", chat.seq())
                .put("n", chat.n())
                .put("end", back ? after == 0 : after + entries.size() >= chat.seq()));
    }

    private static void members(FakeSocket from, FakeWorld.FakeChat chat, JsonNode request) {
        ObjectNode page = FakeSocket.reply(request, "member_page").put("chat", chat.id);
        ArrayNode members = page.putArray("members");
        chat.joined.forEach((user, seq) -> members.addObject()
                .put("user", user)
                .put("role", user.equals(chat.owner) ? "owner" : "member")
                .put("joinedSeq", seq));
        from.send(page.put("seq", chat.seq()));
    }

    private static void receipts(FakeSocket from, FakeWorld.FakeChat chat, JsonNode request) {
        ObjectNode list = FakeSocket.reply(request, "receipt_list").put("chat", chat.id);
        ArrayNode receipts = list.putArray("receipts");
        chat.joined
                .keySet()
                .forEach(user -> receipts.addObject()
                        .put("user", user)
                        .put("delivered", chat.delivered.getOrDefault(user, 0L))
                        .put("read", chat.read.getOrDefault(user, 0L)));
        from.send(list);
    }

    private static void change(
            FakeSocket from, FakeParley server, FakeWorld.FakeChat chat, String type, JsonNode request) {
        long now = server.world.now();
        ObjectNode entry;
        switch (type) {
            case "rename" -> {
                chat.title = request.get("title").asText();
                entry = chat.entry("renamed", from.user(), now).put("title", chat.title);
            }
            case "add_members" -> {
                entry = chat.entry("added", from.user(), now);
                ArrayNode users = entry.putArray("users");
                for (JsonNode user : request.get("users")) {
                    users.add(user);
                    chat.joined.put(user.asText(), chat.seq());
                    chat.left.remove(user.asText());
                }
            }
            case "remove_member" -> {
                String user = request.get("user").asText();
                entry = chat.entry("removed", from.user(), now).put("user", user);
                chat.left.put(user, chat.seq());
            }
            case "leave" -> {
                entry = chat.entry("left", from.user(), now);
                chat.left.put(from.user(), chat.seq());
            }
            default -> throw new IllegalStateException("type: " + type);
        }
        from.send(FakeSocket.reply(request, "done").put("chat", chat.id).put("seq", chat.seq()));
        server.push(chat, entry);
        chat.left.keySet().forEach(chat.joined::remove);
    }
}
