package parley.engine.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.engine.client.ListChange;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.InboxRow;

/**
 * The list as its session has read it last, with what it was told since. So whoever comes back soon is answered without another
 * reading. Rows of chats that moved on since are open: the chat has to be asked. It forgets everything whenever it cannot be sure, and is
 * no longer than {@code kept-rows-max}. Changes are counted, so that rows which were read before one and arrive after it do not hide it.
 * Confined to the session's actor.
 */
final class KnownList {

    /** Chats to be asked, above which reading the store costs less. */
    static final int ASKED_MAX = 16;

    /** Why a list is read from the store. */
    enum Unknown {
        /** The session has just begun. */
        NEW,
        /** It may have missed something. */
        UNSURE,
        /** Somebody came, left, or renamed a chat; or it is not known what changed. */
        CHANGED,
        /** There are more rows, or more chats to be asked, than is worth while. */
        LONG,
        /** It does so from time to time. */
        RECHECK
    }

    private final KeptRows kept;
    private Unknown why = Unknown.NEW;
    private @Nullable Map<ChatId, InboxRow> rows;
    private Map<ChatId, Long> movedAt = Map.of();
    /** What the user read while rows were being read, which may or may not say so. */
    private Map<ChatId, Position> readMeanwhile = Map.of();

    private long changes;
    private long forgottenAt;
    private long rowsAsOf;
    private int readings;

    KnownList(KeptRows kept) {
        this.kept = kept;
    }

    /** A reading begins, and ends with {@link #read} or {@link #unread}. Returns as of which change its rows are. */
    long begin() {
        readings++;
        return changes;
    }

    /** A reading failed, or has nothing new to tell. */
    void unread() {
        end();
    }

    private void end() {
        if (--readings == 0) {
            readMeanwhile = Map.of();
        }
    }

    /** What was read is kept, unless later rows are known, or something was forgotten meanwhile. */
    void read(long asOf, List<InboxRow> list) {
        keep(asOf, list);
        end();
    }

    private void keep(long asOf, List<InboxRow> list) {
        if (asOf < Math.max(forgottenAt, rowsAsOf)) {
            return;
        }
        if (!kept.replace(size(), list.size())) {
            forget(Unknown.LONG);
            return;
        }
        Map<ChatId, InboxRow> fresh = new LinkedHashMap<>(list.size() * 4 / 3 + 1);
        list.forEach(
                row -> fresh.put(row.chat(), row.withRead(readMeanwhile.getOrDefault(row.chat(), Position.START))));
        rows = fresh;
        rowsAsOf = asOf;
        if (!movedAt.isEmpty()) {
            movedAt.values().removeIf(at -> at <= asOf);
            movedAt = movedAt.isEmpty() ? Map.of() : movedAt;
        }
        if (!movedAt.keySet().stream().allMatch(this::canMove)) {
            forget(Unknown.CHANGED);
        }
    }

    private int size() {
        return rows == null ? 0 : rows.size();
    }

    /**
     * The rows for an answer to a client with this digest and these open chats, if they are known and it is worth while, or else {@link
     * #why} not. A push may still be on its way to the session, or was lost and nobody knows yet. So a row is only as it is known where the
     * client has the same; all others that would be told are open, to be asked for, and so are those of chats of which the client has more.
     */
    @Nullable
    List<InboxRow> rows(@Nullable List<Long> digest, List<SessionProtocol.Open> open) {
        Map<ChatId, InboxRow> known = rows;
        if (known == null) {
            return null;
        }
        Map<ChatId, InboxRow> told = new LinkedHashMap<>(known);
        movedAt.keySet().forEach(chat -> told.computeIfPresent(chat, (any, row) -> row.opened()));
        for (SessionProtocol.Open claimed : open) {
            told.computeIfPresent(
                    claimed.chat(), (any, row) -> row.head().stamp().seq() < claimed.seq() ? asked(row) : row);
        }
        Set<Integer> differing = new HashSet<>(ListDigest.differing(digest, List.copyOf(told.values())));
        told.replaceAll((any, row) -> differing.contains(ListDigest.bucketOf(row)) ? asked(row) : row);
        if (told.values().stream().filter(InboxRow::open).count() > ASKED_MAX) {
            why = Unknown.LONG;
            return null;
        }
        return List.copyOf(told.values());
    }

    /** Of a chat that was left nothing is new, and nobody may ask. */
    private static InboxRow asked(InboxRow row) {
        return row.leftSeq() == 0 ? row.opened() : row;
    }

    Unknown why() {
        return why;
    }

    /** A frame for the user came by. {@code change}: null when it may have changed anything. */
    void changed(@Nullable ListChange change) {
        if (change != null && change.kind() == ListChange.Kind.NONE) {
            return;
        }
        ChatId chat = change == null || change.kind() == ListChange.Kind.ROW ? null : change.chat();
        if (chat == null || (rows != null && !canMove(chat)) || movedAt.size() >= kept.sessionMax()) {
            forget(Unknown.CHANGED);
        } else if (rows != null || readings > 0) {
            movedAt = changeable(movedAt);
            movedAt.put(chat, ++changes);
        }
    }

    /** Nothing is known to be pushed of a chat that the user is not in: then it is another list. */
    private boolean canMove(ChatId chat) {
        InboxRow row = rows == null ? null : rows.get(chat);
        return row != null && row.leftSeq() == 0;
    }

    /** Most of the time there is nothing in either map, and there is one of each for every user who is connected. */
    private static <V> Map<ChatId, V> changeable(Map<ChatId, V> map) {
        return map.isEmpty() ? new HashMap<>() : map;
    }

    /** The user has read. */
    void readMoved(ChatId chat, Position read) {
        if (readMeanwhile.size() >= kept.sessionMax()) {
            forget(Unknown.CHANGED);
        } else if (readings > 0) {
            readMeanwhile = changeable(readMeanwhile);
            readMeanwhile.merge(chat, read, Position::max);
        }
        if (rows != null) {
            rows.computeIfPresent(chat, (any, row) -> row.withRead(read));
        }
    }

    /** Nothing is known any more, nor will be by a reading that has begun. */
    void forget(Unknown because) {
        if (rows != null || readings > 0) {
            why = because;
        }
        kept.replace(size(), 0);
        rows = null;
        movedAt = Map.of();
        readMeanwhile = Map.of();
        forgottenAt = ++changes;
    }
}
