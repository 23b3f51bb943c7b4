package parley.engine.inbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;

/**
 * The chat lists. Cells that a chat owns are written by the chat inside the ack gate, {@code USING TIMESTAMP} made from (epoch,
 * seq), never deleted, never conditional; cells that a user owns live in another table.
 * All methods are thread-safe and idempotent; a stage that fails means unknown, and the caller may write the same again.
 */
public interface Inbox {

    /** Writes what other devices need in order to notice a commit group. Durable when the stage completes. */
    CompletionStage<Void> write(ChatId chat, GateWrite write);

    /**
     * The newest entry that rows have confirmed: read from the head for {@link SizeClass#MEDIUM}, for {@link SizeClass#SMALL}
     * from the rows of {@code rows}, of which the oldest counts, since a gate write can be half done. Empty when nothing was ever
     * written, or not to all of them.
     *
     * @param rows the users whose rows a gate write of a small chat is for
     */
    CompletionStage<Optional<Confirmed>> confirmed(ChatId chat, SizeClass sizeClass, List<UserId> rows);

    /**
     * The user's whole list, also chats left, joined with heads and the user's own cells. The row of a chat that the user has
     * left shows its own head, of the entry that put them out, at every size: nothing of what came after.
     */
    CompletionStage<List<InboxRow>> listOf(UserId user);

    /** One row of the list. */
    CompletionStage<Optional<InboxRow>> rowOf(UserId user, ChatId chat);

    /** Moves the user's own read position. Positions only grow: an older one that arrives late changes nothing. */
    CompletionStage<Void> moveRead(UserId user, ChatId chat, Position read);

    /** Which entry a cell speaks of. */
    record Stamp(long epoch, long seq) {}

    /** {@code open}: one of the rows is, so more may have been acked than they say. */
    record Confirmed(Stamp stamp, boolean open) {}

    /** The chat as a list shows it, at {@code stamp}. */
    record Head(Stamp stamp, long messages, @Nullable Preview preview) {}

    /** The newest message, cut to what a list shows. */
    record Preview(UserId sender, String text, long at) {}

    /**
     * One gate write.
     *
     * @param rows whose row is written with the head in it: all members of a SMALL chat, all members whenever the class
     *     changes, whoever joined; and, in a write of their own, each user who was put out, with the head as it was then
     * @param members rows of users whose membership this group changed (joined, left, removed, role), at any size
     * @param own positions of the group's senders: sending reads up to what one sent
     * @param headRow whether the chat's head row is written: always for MEDIUM, and when the class changes
     * @param open whether entries may be acked after {@code head} without another write: whoever reads the head asks the chat. Of
     *     an open and a settled write with the same stamp the settled one wins
     */
    record GateWrite(
            Info info,
            Head head,
            boolean headRow,
            List<UserId> rows,
            List<Membership> members,
            List<OwnPosition> own,
            boolean open) {
        public GateWrite {
            rows = List.copyOf(rows);
            members = List.copyOf(members);
            own = List.copyOf(own);
        }
    }

    /** What a row repeats of the chat, so that a list needs no other read. */
    record Info(ChatKind kind, String title, SizeClass sizeClass, int memberCount) {}

    /** {@code joinedSeq}: the entry that added the user; {@code leftSeq}: the entry that removed them, 0 while a member. */
    record Membership(UserId user, long joinedSeq, long leftSeq) {}

    record OwnPosition(UserId user, Position position) {}

    /**
     * One chat in a user's list.
     *
     * @param peer the other member of a direct chat, null for groups
     * @param read the greater of the user's read position and what they sent
     * @param open whether the chat may have acked more than {@code head} says, which only the chat knows; never of a chat left
     */
    record InboxRow(
            ChatId chat,
            Info info,
            @Nullable UserId peer,
            Head head,
            long joinedSeq,
            long leftSeq,
            Position read,
            boolean open) {

        /** For who knows that the chat has moved on since. */
        public InboxRow opened() {
            return new InboxRow(chat, info, peer, head, joinedSeq, leftSeq, read, true);
        }

        public InboxRow withRead(Position moved) {
            return new InboxRow(chat, info, peer, head, joinedSeq, leftSeq, read.max(moved), open);
        }

        /** As the chat itself says. */
        public InboxRow settled(Head told, Position own) {
            Head newest = told.stamp().seq() < head.stamp().seq() ? head : told;
            Preview preview = newest.preview() == null ? head.preview() : newest.preview();
            Head shown = new Head(newest.stamp(), newest.messages(), preview);
            return new InboxRow(chat, info, peer, shown, joinedSeq, leftSeq, read.max(own), false);
        }
    }
}
