package parley.loadtests.client;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A chat as the chat list shows it.
 *
 * @param peer the other user of a direct chat; null in a group
 * @param leftSeq the entry that ended one's membership; null while one is a member
 * @param last the newest message; null before the first
 */
public record ChatSummary(
        String chat,
        String kind,
        @Nullable String title,
        @Nullable String peer,
        int memberCount,
        long seq,
        long n,
        Position read,
        long joinedSeq,
        @Nullable Long leftSeq,
        @Nullable Last last,
        @Nullable String sizeClass) {

    /** The beginning of the newest message. */
    public record Last(String by, String text, long at) {}

    public ChatSummary {
        requireNonNull(chat, "chat");
        requireNonNull(kind, "kind");
        requireNonNull(read, "read");
    }

    /** Messages that were not read. */
    public long unread() {
        return n - read.n();
    }

    /** The seq that counts as left in the digest: 0 for a member. */
    long leftSeqOrZero() {
        return leftSeq == null ? 0 : leftSeq;
    }

    ChatSummary withRead(Position position) {
        return new ChatSummary(
                chat, kind, title, peer, memberCount, seq, n, position, joinedSeq, leftSeq, last, sizeClass);
    }

    /** What an entry of the chat changes in the list. */
    ChatSummary after(Entry entry, String me) {
        if (entry.seq() <= seq) {
            return this;
        }
        Long left = entry.dismisses(me) ? (Long) entry.seq() : entry.admits(me) ? null : leftSeq;
        Last newest = entry.isMessage() ? lastOf(entry) : last;
        String newTitle = entry.kind().equals("renamed") ? entry.title() : title;
        long joined = leftSeq != null && left == null ? entry.seq() : joinedSeq;
        return new ChatSummary(
                chat, kind, newTitle, peer, memberCount, entry.seq(), entry.n(), read, joined, left, newest, sizeClass);
    }

    private static Last lastOf(Entry entry) {
        String text = requireNonNull(entry.text(), "text");
        return new Last(
                requireNonNull(entry.by(), "by"),
                text.length() > LAST_TEXT_MAX ? text.substring(0, LAST_TEXT_MAX) : text,
                entry.at());
    }

    private static final int LAST_TEXT_MAX = 100;
}
