package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the events that the journal holds: JSON objects, each under a manifest. Written from the golden files of the server, and apart from its
 * code. Ids are stored with their tenant in front, which clients never see. Thread-safe.
 */
final class EventBodies {

    private static final String PREFIX = "chat.";

    private final Names names;

    EventBodies(Names names) {
        this.names = names;
    }

    /** @throws IOException if the manifest or the body is none that this knows */
    Seen read(long seq, long n, String manifest, String body) throws IOException {
        JsonNode event = Json.read(body);
        if (!event.isObject() || !event.has("at")) {
            throw new IOException("event " + seq + " of " + manifest + " is no JSON object with a time");
        }
        EntryKind kind = kindOf(manifest);
        String by = withoutTenant(event.path("by").asText());
        return new Seen(
                seq,
                n,
                event.path("at").asLong(),
                kind,
                by.isEmpty() ? 0 : names.number(by),
                EntryReader.key(kind, by, event.path("key").textValue()),
                EntryReader.body(
                        kind,
                        event.path("text").textValue(),
                        event.path("title").textValue()),
                usersOf(event));
    }

    /** The key of whatever was asked; 0 where nobody asked. */
    static long keyOf(String body) {
        JsonNode event = Json.read(body);
        return event.has("key")
                ? Fingerprint.key(
                        withoutTenant(event.path("by").asText()),
                        event.path("key").asText())
                : 0;
    }

    private List<Integer> usersOf(JsonNode event) {
        List<String> users = new ArrayList<>();
        event.path("members").forEach(user -> users.add(withoutTenant(user.asText())));
        event.path("users").forEach(user -> users.add(withoutTenant(user.asText())));
        if (event.has("user")) {
            users.add(withoutTenant(event.path("user").asText()));
        }
        return new EntryReader(names).numbers(users);
    }

    private static EntryKind kindOf(String manifest) throws IOException {
        return switch (manifest) {
            case PREFIX + "created.v1" -> EntryKind.CREATED;
            case PREFIX + "posted.v1" -> EntryKind.MESSAGE;
            case PREFIX + "members-added.v1" -> EntryKind.ADDED;
            case PREFIX + "member-removed.v1" -> EntryKind.REMOVED;
            case PREFIX + "member-left.v1" -> EntryKind.LEFT;
            case PREFIX + "renamed.v1" -> EntryKind.RENAMED;
            case PREFIX + "opened.v1" -> EntryKind.HIDDEN;
            default -> throw new IOException("event manifest " + manifest + " is none that is known");
        };
    }

    /** {@code default/u_ann} is {@code u_ann} to clients. */
    static String withoutTenant(String stored) {
        return stored.substring(stored.indexOf('/') + 1);
    }
}
