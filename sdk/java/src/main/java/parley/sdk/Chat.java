package parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * A chat's row in the list, as of some moment.
 *
 * @param chat its id
 * @param kind {@code direct} or {@code group}
 * @param title of a group; empty for a direct chat
 * @param seq of the newest entry
 * @param n how many messages there are
 * @param read how far one has read
 * @param joinedSeq the entry that made one a member
 * @param leftSeq the entry that ended that; null for who is in it
 * @param peer the other user of a direct chat
 * @param last the newest message; null before the first
 * @param activity when something last happened here, for the order of the list; the client's own
 */
public record Chat(
        String chat,
        String kind,
        String title,
        int memberCount,
        long seq,
        long n,
        Position read,
        long joinedSeq,
        @Nullable Long leftSeq,
        @Nullable String peer,
        @Nullable Preview last,
        long activity) {

    /** What the server leaves out is nothing. */
    public Chat {
        title = title == null ? "" : title;
        read = read == null ? Position.NOTHING : read;
    }

    /** How many messages one has not read; 0 for a chat that one is not in any more. */
    public long unread() {
        return leftSeq != null ? 0 : Math.max(0, n - read.n());
    }

    /** Whether it has a title and members that change. */
    public boolean isGroup() {
        return kind.equals("group");
    }

    Chat withRead(Position position) {
        return new Chat(chat, kind, title, memberCount, seq, n, position, joinedSeq, leftSeq, peer, last, activity);
    }

    Chat withActivity(long at) {
        return new Chat(chat, kind, title, memberCount, seq, n, read, joinedSeq, leftSeq, peer, last, at);
    }

    Chat at(long newSeq, long newN) {
        return new Chat(chat, kind, title, memberCount, newSeq, newN, read, joinedSeq, leftSeq, peer, last, activity);
    }

    Chat withLast(Preview preview) {
        return new Chat(chat, kind, title, memberCount, seq, n, read, joinedSeq, leftSeq, peer, preview, activity);
    }

    Chat withTitle(@Nullable String named) {
        return named == null
                ? this
                : new Chat(chat, kind, named, memberCount, seq, n, read, joinedSeq, leftSeq, peer, last, activity);
    }

    Chat withMembers(int count) {
        return new Chat(chat, kind, title, count, seq, n, read, joinedSeq, leftSeq, peer, last, activity);
    }

    Chat joined(long atSeq) {
        return new Chat(chat, kind, title, memberCount, seq, n, read, atSeq, null, peer, last, activity);
    }

    Chat left(long atSeq) {
        return new Chat(chat, kind, title, memberCount, seq, n, read, joinedSeq, atSeq, peer, last, activity);
    }
}
