package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts a text together from its parts, bounded, and holds it to be UTF-8. Confined to the socket's event loop. */
final class TextAssembler {

    private final int bytesMax;
    private @Nullable ByteBuf parts;

    TextAssembler(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The text, or null while it is not complete. Does not keep {@code part}. */
    @Nullable
    String add(ByteBuf part, boolean last) throws TooLarge, CharacterCodingException {
        ByteBuf before = parts;
        int bytes = part.readableBytes() + (before == null ? 0 : before.readableBytes());
        if (bytes > bytesMax) {
            clear();
            throw new TooLarge();
        }
        if (before == null && last) {
            return decode(part);
        }
        ByteBuf all = before == null ? Unpooled.buffer(bytes, bytesMax) : before;
        all.writeBytes(part);
        parts = last ? null : all;
        return last ? decode(all) : null;
    }

    void clear() {
        parts = null;
    }

    private static String decode(ByteBuf bytes) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return decoder.decode(bytes.nioBuffer()).toString();
    }

    /** Expected, so it has no stack trace. */
    static final class TooLarge extends Exception {
        TooLarge() {
            super(null, null, false, false);
        }
    }
}
