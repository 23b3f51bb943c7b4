package parley.persistence.journal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import parley.engine.journal.Epoch;

/**
 * One row of {@code chat_log}. Entries of chats have an epoch; whatever else is persisted through the journal has epoch 0, and
 * the two columns that Akka's envelope needs.
 */
record LogRow(
        long seq,
        long epoch,
        long previousEpoch,
        long messages,
        int serializer,
        String manifest,
        ByteBuffer body,
        @Nullable String writer,
        @Nullable String adapterManifest) {

    /** How many values {@link #bindEntry} binds, from the first on. */
    private static final int ENTRY_VALUES = 9;

    static LogRow of(Row row) {
        return new LogRow(
                row.getLong("seq"),
                row.getLong("epoch"),
                row.getLong("prev_epoch"),
                row.getLong("n"),
                row.getInt("serializer"),
                orEmpty(row.getString("manifest")),
                bodyOf(row),
                row.getString("writer"),
                row.getString("adapter_manifest"));
    }

    private static ByteBuffer bodyOf(Row row) {
        ByteBuffer body = row.getByteBuffer("body");
        return body == null ? ByteBuffer.allocate(0) : body;
    }

    boolean isChatEntry() {
        return epoch != Epoch.NONE;
    }

    int bodyBytes() {
        return body.remaining();
    }

    BoundStatement bindEntry(PreparedStatement insert, String chat) {
        return insert.bind(
                chat, ChatLogTable.bucketOf(seq), seq, epoch, previousEpoch, messages, serializer, manifest, body);
    }

    /** {@code insert}: as for {@link #bindEntry}, and then the timestamp of the write. */
    BoundStatement bindAt(PreparedStatement insert, String chat, long writtenAt) {
        return bindEntry(insert, chat).setLong(ENTRY_VALUES, writtenAt);
    }

    BoundStatement bindOther(PreparedStatement insert, String chat) {
        return bindEntry(insert, chat)
                .setString("writer", orEmpty(writer))
                .setString("adapter_manifest", orEmpty(adapterManifest));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
