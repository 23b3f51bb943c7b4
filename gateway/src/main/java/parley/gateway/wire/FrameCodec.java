package parley.gateway.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.wire.Field.BadField;

/**
 * Turns text into client frames and server frames into bytes. What a client may have got wrong is a value ({@link Invalid}), not
 * an exception. Immutable and thread-safe.
 */
public final class FrameCodec {

    private static final String NO_ENTRIES = "\"entries\":[]";

    private final WireLimits limits;
    private final ClientFrameReader frames;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ObjectWriter entryWriter;

    public FrameCodec(WireLimits limits) {
        this.limits = limits;
        this.frames = new ClientFrameReader(limits);
        JsonMapper mapper = JsonMapper.builder(factory(limits))
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
        this.reader = mapper.readerFor(JsonNode.class);
        this.writer = mapper.writerFor(ServerFrame.class);
        this.entryWriter = mapper.writerFor(ServerFrame.Entry.class);
    }

    public WireLimits limits() {
        return limits;
    }

    /** What came of reading a frame. */
    public sealed interface Decoded {

        /** What the frame has for its {@code id}; null without one, and where none could be read. */
        @Nullable
        Long id();
    }

    public record Valid(ClientFrame frame) implements Decoded {

        @Override
        public @Nullable Long id() {
            return frame.requestId();
        }
    }

    /** What the client is to be told; {@code id} if the frame had one that could be read. */
    public record Invalid(@Nullable Long id, ErrorCode code, String message) implements Decoded {}

    /** Reads one frame. The caller has checked its size and that it is UTF-8. */
    public Decoded decode(String text) {
        JsonNode object;
        try {
            object = reader.readTree(text);
        } catch (StreamConstraintsException e) {
            return new Invalid(
                    null,
                    ErrorCode.BAD_FRAME,
                    "nested deeper than " + limits.nestingMax() + ", or a name or number too long");
        } catch (JsonProcessingException e) {
            return new Invalid(null, ErrorCode.BAD_FRAME, "not JSON");
        }
        if (!object.isObject()) {
            return new Invalid(null, ErrorCode.BAD_FRAME, "not a JSON object");
        }
        return decode(Field.frame(object));
    }

    private Decoded decode(Field frame) {
        try {
            String type = frame.get("type").text(WireLimits.ID_CHARS_MAX);
            ClientFrameReader.Reader typed = frames.of(type);
            if (typed == null) {
                return new Invalid(readableId(frame), ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.message());
            }
            return new Valid(typed.read(frame));
        } catch (BadField e) {
            return new Invalid(readableId(frame), ErrorCode.BAD_FRAME, e.what());
        }
    }

    private static @Nullable Long readableId(Field frame) {
        try {
            return ClientFrameReader.idOf(frame);
        } catch (BadField e) {
            return null;
        }
    }

    /** The frame as UTF-8. */
    public byte[] encode(ServerFrame frame) {
        return write(writer, frame);
    }

    /** One entry as UTF-8, to be put into frames by {@link #encodeWith}. */
    public byte[] encode(ServerFrame.Entry entry) {
        return write(entryWriter, entry);
    }

    /**
     * The frame with entries put in that were encoded before, so that an entry is encoded once for everybody.
     *
     * @param frame an {@code entries} or {@code page} frame without entries
     */
    public byte[] encodeWith(ServerFrame frame, List<byte[]> entries) {
        byte[] empty = encode(frame);
        int at = new String(empty, StandardCharsets.ISO_8859_1).indexOf(NO_ENTRIES) + NO_ENTRIES.length() - 1;
        if (at < NO_ENTRIES.length() - 1) {
            throw new IllegalStateException(
                    "frame: " + frame.getClass() + " (expected: one with an empty list of entries)");
        }
        int length = empty.length + Math.max(0, entries.size() - 1);
        for (byte[] entry : entries) {
            length += entry.length;
        }
        byte[] spliced = new byte[length];
        System.arraycopy(empty, 0, spliced, 0, at);
        int end = at;
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                spliced[end++] = ',';
            }
            byte[] entry = entries.get(i);
            System.arraycopy(entry, 0, spliced, end, entry.length);
            end += entry.length;
        }
        System.arraycopy(empty, at, spliced, end, empty.length - at);
        return spliced;
    }

    private static byte[] write(ObjectWriter writer, Object frame) {
        try {
            return writer.writeValueAsBytes(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("frame: " + frame.getClass() + " (expected: one that can be written)", e);
        }
    }

    /** Names are not interned nor kept: a client must not fill tables that all share. */
    private static JsonFactory factory(WireLimits limits) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.nestingMax())
                        .maxStringLength(limits.frameBytesMax())
                        .maxDocumentLength(limits.frameBytesMax())
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .build();
    }
}
