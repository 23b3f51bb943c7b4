package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The users of a run and their chats, made through the service API; none of them has a password. */
public final class Population {

    private static final ServiceApi.Bulk USERS = new ServiceApi.Bulk("users", "users", 500, 2);
    private static final ServiceApi.Bulk TOKENS = new ServiceApi.Bulk("tokens", "users", 500, 2);
    private static final ServiceApi.Bulk CHATS = new ServiceApi.Bulk("chats", "chats", 50, 3);

    private final ServiceApi service;
    private final String run;

    /** A run's name tells its users from those of others; 12 characters at most. */
    public Population(ServiceApi service, String run) {
        this.service = service;
        this.run = run;
    }

    /** Ids, in order. */
    public List<String> users(int count) {
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(ServiceApi.object().put("name", run + "-" + i));
        }
        return texts(service.post(USERS, items), "user");
    }

    /** An access token for each user. */
    public List<String> tokens(List<String> users) {
        return texts(service.postTexts(TOKENS, users), "accessToken");
    }

    /** A group for each {@code size} users that stand together. */
    public List<Group> groups(List<String> users, int size) {
        List<ObjectNode> items = new ArrayList<>();
        for (int from = 0; from < users.size(); from += size) {
            List<String> members = users.subList(from, Math.min(users.size(), from + size));
            items.add(chat("group", members).put("title", "Storm " + from / size));
        }
        List<String> chats = texts(service.post(CHATS, items), "chat");
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < chats.size(); i++) {
            groups.add(new Group(chats.get(i), users.get(i * size)));
        }
        return groups;
    }

    /** A direct chat for the first and second user, the third and fourth...; its id for each pair. */
    public List<String> pairs(List<String> users) {
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i + 1 < users.size(); i += 2) {
            items.add(chat("direct", users.subList(i, i + 2)));
        }
        return texts(service.post(CHATS, items), "chat");
    }

    /** A group, and a member who speaks there for all. */
    public record Group(String chat, String speaker) {}

    private ObjectNode chat(String kind, List<String> members) {
        ObjectNode chat = ServiceApi.object()
                .put("key", run + "-" + kind + "-" + members.get(0))
                .put("by", members.get(0))
                .put("kind", kind);
        ArrayNode others = chat.putArray("users");
        members.stream().skip(1).forEach(others::add);
        return chat;
    }

    private static List<String> texts(List<JsonNode> results, String field) {
        return results.stream().map(result -> result.path(field).asText()).toList();
    }
}
