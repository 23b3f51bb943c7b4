package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.Entry;

/** Turns entries, as the protocol writes them, into {@link Seen}. Thread-safe. */
final class EntryReader {

    private static final List<Integer> NOBODY = List.of();

    private final Names names;

    EntryReader(Names names) {
        this.names = names;
    }

    List<Seen> entries(JsonNode array) {
        List<Seen> entries = new ArrayList<>(array.size());
        array.forEach(entry -> entries.add(entry(entry)));
        return List.copyOf(entries);
    }

    Seen entry(JsonNode entry) {
        EntryKind kind = EntryKind.of(entry.path("kind").asText());
        String by = entry.path("by").asText();
        List<String> users = new ArrayList<>();
        entry.path("users").forEach(user -> users.add(user.asText()));
        if (entry.hasNonNull("user")) {
            users.add(entry.path("user").asText());
        }
        return new Seen(
                entry.path("seq").asLong(),
                entry.path("n").asLong(),
                entry.path("at").asLong(),
                kind,
                by.isEmpty() ? 0 : names.number(by),
                key(kind, by, entry.path("key").asText()),
                body(kind, entry.path("text").textValue(), entry.path("title").textValue()),
                numbers(users));
    }

    List<Integer> numbers(List<String> users) {
        return users.isEmpty()
                ? NOBODY
                : users.stream().map(names::number).sorted().toList();
    }

    static long key(EntryKind kind, @Nullable String by, @Nullable String key) {
        return kind == EntryKind.MESSAGE ? Fingerprint.key(String.valueOf(by), String.valueOf(key)) : 0;
    }

    /** Of what a message says, or the title that is given. */
    static long body(EntryKind kind, @Nullable String text, @Nullable String title) {
        return switch (kind) {
            case MESSAGE -> Fingerprint.of(String.valueOf(text));
            case CREATED, RENAMED -> Fingerprint.of(title == null ? "" : title);
            case ADDED, REMOVED, LEFT, HIDDEN -> 0;
        };
    }

    static long keyOf(Entry entry) {
        return key(EntryKind.of(entry.kind()), entry.by(), entry.key());
    }

    static long bodyOf(Entry entry) {
        return body(EntryKind.of(entry.kind()), entry.text(), entry.title());
    }
}
