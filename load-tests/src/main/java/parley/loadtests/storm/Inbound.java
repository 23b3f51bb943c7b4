package parley.loadtests.storm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a lean client reads of any frame of the server; the rest, texts above all, is skipped while parsing. */
record Inbound(
        @Nullable String type,
        long id,
        @Nullable String chat,
        @Nullable String key,
        long seq,
        boolean end,
        List<Entry> entries,
        List<Row> chats,
        List<Row> open,
        List<Row> positions,
        @Nullable Read read,
        long heartbeatMs,
        long reconnectAfterMs,
        @Nullable String code,
        boolean retryable,
        long retryAfterMs) {

    private static final ObjectReader READER =
            new ObjectMapper().readerFor(Inbound.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    Inbound {
        entries = orNone(entries);
        chats = orNone(chats);
        open = orNone(open);
        positions = orNone(positions);
    }

    /** An entry of a chat's log. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(long seq, @Nullable String key) {}

    /** A chat as {@code list}, {@code welcome} and {@code heartbeat} name it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Row(
            String chat,
            long seq,
            @Nullable Read read,
            long leftSeq,
            @Nullable String continuity) {

        long readSeq() {
            return read == null ? 0 : read.seq();
        }
    }

    /** How far a chat was read. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Read(long seq) {}

    /** @throws IOException if this is not a frame */
    static Inbound parse(byte[] text) throws IOException {
        return READER.readValue(text);
    }

    /** The parser gives null for a list that is not there. */
    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
