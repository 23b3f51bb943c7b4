package parley.system.planted;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import parley.engine.id.UserId;

/** Of the entries that one user is pushed, now and then two that follow each other have changed places. */
final class SeqsSwapped implements Bug {

    private static final long EVERY = 7;

    private final Map<String, ObjectNode> held = new ConcurrentHashMap<>();

    /** The first of two waits for the second; both leave together. */
    @Override
    public @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        String text = new String((byte[]) Parts.of(arguments[0], "frame"), StandardCharsets.UTF_8);
        if (self == null || !isForOneUser(self) || !Entries.isEntries(text)) {
            return null;
        }
        ObjectNode frame = Entries.read(text);
        String chat = frame.path("chat").asText();
        boolean waits = !held.containsKey(chat)
                && isOneMessage(frame)
                && frame.path("entries").path(0).path("seq").asLong() % EVERY == 0;
        if (waits) {
            held.put(chat, frame);
        }
        return waits ? self : null;
    }

    @Override
    public Object[] arguments(String site, @Nullable Object self, Object[] arguments) {
        String text = new String((byte[]) Parts.of(arguments[0], "frame"), StandardCharsets.UTF_8);
        if (self == null || !isForOneUser(self) || !Entries.isEntries(text)) {
            return arguments;
        }
        ObjectNode second = Entries.read(text);
        ObjectNode first = held.remove(second.path("chat").asText());
        if (first == null) {
            return arguments;
        }
        ArrayNode both = ((ArrayNode) first.path("entries")).addAll((ArrayNode) second.path("entries"));
        if (isOneMessage(second)) {
            swap((ObjectNode) both.get(0), (ObjectNode) both.get(1));
            both.add(both.remove(0));
            Switch.fired(Entries.seqs(first.toString()));
        }
        return new Object[] {Parts.with(arguments[0], Map.of("frame", Entries.write(first)))};
    }

    private static boolean isForOneUser(Object session) {
        return Switch.told().equals(((UserId) Parts.field(session, "user")).local());
    }

    private static boolean isOneMessage(ObjectNode frame) {
        return frame.path("entries").size() == 1
                && frame.path("entries").path(0).path("kind").asText().equals("message");
    }

    private static void swap(ObjectNode first, ObjectNode second) {
        for (String field : new String[] {"seq", "n"}) {
            var kept = first.get(field);
            first.set(field, second.get(field));
            second.set(field, kept);
        }
    }
}
