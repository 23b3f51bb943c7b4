package parley.gateway.wire;

/**
 * What a frame may hold. A frame beyond one of these is answered {@code bad_frame} and changes nothing, but for {@code
 * frameBytesMax}, past which the connection is closed with 1009. Texts are counted in UTF-16 units.
 *
 * @param frameBytesMax of one frame, its continuations included, in both directions
 * @param nestingMax of objects and arrays, counted before anything is built from them
 * @param usersMax users named by one frame that makes a chat or adds members
 * @param watchedMax users whose presence one connection watches
 * @param openChatsMax chats named by {@code hello}
 * @param pageMax entries or members of one page
 */
public record WireLimits(
        int frameBytesMax,
        int nestingMax,
        int textUnitsMax,
        int titleUnitsMax,
        int tokenUnitsMax,
        int usersMax,
        int watchedMax,
        int openChatsMax,
        int pageMax) {

    /** As documented. */
    public static final WireLimits DEFAULT = new WireLimits(65_536, 16, 8_000, 100, 8_192, 100, 200, 100, 200);

    /** Entries of a {@code history} page, and members of a {@code members} page, when the client does not say. */
    static final int HISTORY_DEFAULT = 50;

    static final int MEMBERS_DEFAULT = 100;

    /** What an id or a key may have; its characters are {@code [A-Za-z0-9_-]}. */
    static final int ID_CHARS_MAX = 64;

    static final int DIGEST_BUCKETS = 16;
    static final int DIGEST_HEX_DIGITS = 16;

    /** JavaScript's largest exact integer. */
    static final long NUMBER_MAX = (1L << 53) - 1;

    /** A chat in a list without title and preview: three ids, the names of the fields, eight numbers. */
    private static final int CHAT_OTHER_BYTES_MAX = 640;

    /** Receipts of one {@code receipt_list}: what surely fits into a frame. */
    public static final int RECEIPTS_MAX = 400;

    public WireLimits {
        requirePositive("frameBytesMax", frameBytesMax);
        requirePositive("nestingMax", nestingMax);
        requirePositive("textUnitsMax", textUnitsMax);
        requirePositive("titleUnitsMax", titleUnitsMax);
        requirePositive("tokenUnitsMax", tokenUnitsMax);
        requirePositive("usersMax", usersMax);
        requirePositive("watchedMax", watchedMax);
        requirePositive("openChatsMax", openChatsMax);
        requirePositive("pageMax", pageMax);
        int textBytesMax = Math.multiplyExact(textUnitsMax, 6);
        if (textBytesMax > frameBytesMax - 1024) {
            throw new IllegalArgumentException(
                    "textUnitsMax: " + textUnitsMax + " (expected: at six bytes each, and 1024 "
                            + "for the rest, within frameBytesMax " + frameBytesMax + ")");
        }
    }

    /** Chats of one {@code list} frame: as many as surely fit, with title and preview at six bytes a unit. */
    public int chatsPerList() {
        int chatBytesMax = (titleUnitsMax + EngineFrames.PREVIEW_UNITS_MAX) * 6 + CHAT_OTHER_BYTES_MAX;
        return (frameBytesMax - 64) / chatBytesMax;
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
    }
}
