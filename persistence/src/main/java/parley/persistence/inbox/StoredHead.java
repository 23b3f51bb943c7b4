package parley.persistence.inbox;

import com.datastax.oss.driver.api.core.cql.Row;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;

/** The cells that say what a chat looks like, in {@code chat_head} and in each {@code inbox} row. */
record StoredHead(Info info, Head head, boolean open) {

    /** Null when only cells of another kind were written yet, such as a sender's position that overtook the row. */
    static @Nullable StoredHead of(Row row) {
        String kind = row.getString("kind");
        String sizeClass = row.getString("size_class");
        if (kind == null || sizeClass == null) {
            return null;
        }
        String title = row.getString("title");
        return new StoredHead(
                new Info(
                        ChatKind.valueOf(kind),
                        title == null ? "" : title,
                        SizeClass.valueOf(sizeClass),
                        row.getInt("member_count")),
                new Head(new Stamp(row.getLong("epoch"), row.getLong("seq")), row.getLong("n"), previewOf(row)),
                isOpen(row));
    }

    private static boolean isOpen(Row row) {
        return !row.isNull("settled") && !row.getBoolean("settled");
    }

    private static @Nullable Preview previewOf(Row row) {
        String by = row.getString("preview_by");
        String text = row.getString("preview_text");
        return by == null || text == null ? null : new Preview(UserId.ofKey(by), text, row.getLong("preview_at"));
    }

    /** Two cells that are always written together; {@link Position#START} when they never were. */
    static Position position(Row row, String seqColumn, String messagesColumn) {
        return new Position(row.getLong(seqColumn), row.getLong(messagesColumn));
    }
}
