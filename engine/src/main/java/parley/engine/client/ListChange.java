package parley.engine.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * What a frame changes in the chat lists of those it is for. Travels with the frame, so that a session need not read its list again.
 *
 * @param chat null for {@link Kind#NONE}
 */
public record ListChange(Kind kind, @Nullable ChatId chat) {

    public enum Kind {
        /** Nothing: somebody types, or has read. */
        NONE,
        /** What is newest in the chat, which the chat can be asked for. */
        HEAD,
        /** More of its row: who is in it, how it is called. */
        ROW
    }

    public static final ListChange NONE = new ListChange(Kind.NONE, null);

    /** Of a frame with these entries. */
    public static ListChange of(ChatId chat, List<StoredEntry> entries) {
        boolean heads = entries.stream().map(stored -> stored.entry().event()).allMatch(ListChange::movesOnlyTheHead);
        return new ListChange(heads ? Kind.HEAD : Kind.ROW, chat);
    }

    private static boolean movesOnlyTheHead(ChatEvent event) {
        return event instanceof ChatEvent.Posted || event instanceof ChatEvent.Opened;
    }
}
