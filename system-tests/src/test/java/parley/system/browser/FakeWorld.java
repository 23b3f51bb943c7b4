package parley.system.browser;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripted server remembers: people and chats, in memory. One thread at a time (the server's event loop). */
final class FakeWorld {

    static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, String> displayNames = new TreeMap<>();
    final Map<String, FakeChat> chats = new LinkedHashMap<>();
    private long clock = System.currentTimeMillis();

    static String userOf(String name) {
        return "u_" + name;
    }

    void addUser(String name, String displayName) {
        displayNames.put(userOf(name), displayName);
    }

    ObjectNode person(String user) {
        return JSON.createObjectNode()
                .put("user", user)
                .put("name", user.substring(2))
                .put("displayName", displayNames.getOrDefault(user, ""));
    }

    /** Time that only goes forward; tests move it back to write history. */
    long now() {
        clock = Math.max(clock, System.currentTimeMillis());
        return clock;
    }

    FakeChat direct(String one, String other) {
        String id = one.compareTo(other) < 0 ? "d_" + one + "_" + other : "d_" + other + "_" + one;
        return chats.computeIfAbsent(id, key -> new FakeChat(key, "direct", "", one, List.of(other), now()));
    }

    FakeChat group(String key, String creator, String title, List<String> users) {
        String id = "g_" + creator + "_" + key;
        return chats.computeIfAbsent(id, any -> new FakeChat(id, "group", title, creator, users, now()));
    }

    /** One chat's log with what the protocol derives from it. */
    static final class FakeChat {
        final String id;
        final String kind;
        String title;
        String owner;
        final Map<String, Long> joined = new TreeMap<>();
        final Map<String, Long> left = new HashMap<>();
        final List<ObjectNode> entries = new ArrayList<>();
        final Map<String, Long> read = new HashMap<>();
        final Map<String, Long> delivered = new HashMap<>();
        private final Map<String, ObjectNode> byKey = new HashMap<>();

        FakeChat(String id, String kind, String title, String creator, List<String> users, long at) {
            this.id = id;
            this.kind = kind;
            this.title = title;
            this.owner = creator;
            Set<String> all = new LinkedHashSet<>(users);
            all.add(creator);
            all.forEach(user -> joined.put(user, 1L));
            ObjectNode created =
                    entry("created", creator, at).put("chatKind", kind).put("title", title);
            all.forEach(created.putArray("users")::add);
        }

        ObjectNode entry(String type, String by, long at) {
            ObjectNode entry = JSON.createObjectNode()
                    .put("seq", seq() + 1)
                    .put("n", n() + (type.equals("message") ? 1 : 0))
                    .put("at", at)
                    .put("kind", type)
                    .put("by", by);
            entries.add(entry);
            return entry;
        }

        long seq() {
            return entries.size();
        }

        long n() {
            return entries.isEmpty()
                    ? 0
                    : entries.get(entries.size() - 1).get("n").asLong();
        }

        long nAt(long seq) {
            return seq == 0 ? 0 : entries.get((int) seq - 1).get("n").asLong();
        }

        /** The entry of a message; the same one when the key is known. */
        ObjectNode message(String by, String key, String text, long at) {
            return byKey.computeIfAbsent(by + " " + key, any -> {
                ObjectNode entry = entry("message", by, at).put("key", key).put("text", text);
                read.put(by, entry.get("seq").asLong());
                return entry;
            });
        }

        boolean knows(String by, String key) {
            return byKey.containsKey(by + " " + key);
        }

        @Nullable
        ObjectNode lastMessage() {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (entries.get(i).get("kind").asText().equals("message")) {
                    return entries.get(i);
                }
            }
            return null;
        }

        ObjectNode row(String user) {
            ObjectNode row = JSON.createObjectNode()
                    .put("chat", id)
                    .put("kind", kind)
                    .put("title", title)
                    .put("memberCount", joined.size())
                    .put("seq", seq())
                    .put("n", n())
                    .put("joinedSeq", joined.getOrDefault(user, 1L))
                    .put("sizeClass", "small");
            long position = read.getOrDefault(user, 0L);
            row.putObject("read").put("seq", position).put("n", nAt(position));
            if (kind.equals("direct")) {
                joined.keySet().stream().filter(one -> !one.equals(user)).forEach(peer -> row.put("peer", peer));
            }
            if (left.containsKey(user)) {
                row.put("leftSeq", left.get(user));
            }
            ObjectNode last = lastMessage();
            if (last != null) {
                String text = last.get("text").asText();
                row.putObject("last")
                        .put("by", last.get("by").asText())
                        .put("text", text.substring(0, Math.min(100, text.length())))
                        .put("at", last.get("at").asLong());
            }
            return row;
        }

        /** Entries from (exclusive) to (exclusive), as a page's list. */
        ArrayNode slice(long after, long before) {
            ArrayNode page = JSON.createArrayNode();
            for (long seq = Math.max(1, after + 1); seq < before && seq <= seq(); seq++) {
                page.add(entries.get((int) seq - 1));
            }
            return page;
        }
    }
}
