package parley.engine.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.engine.ClusterMessage;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.mailbox.Sheddable;

/**
 * What the engine tells a hub, the one actor of a gateway node through which all its connections are reached. A connection is a
 * number that only its hub understands and never uses twice. Numbers of connections that are gone are ignored.
 */
public final class HubProtocol {

    private HubProtocol() {}

    public interface Message extends ClusterMessage {}

    /**
     * The same bytes, one whole wire frame, for each of the connections. May be dropped for one that is too slow.
     *
     * @param journey of a frame that is measured; null for others, and from a node that does not say
     */
    public record Push(
            List<Long> connections, byte[] frame, @Nullable Journey journey) implements Message, Sheddable {

        @Override
        public long waitingBytes() {
            return OVERHEAD_BYTES + frame.length + (long) Long.BYTES * connections.size();
        }

        @Override
        public Object shed(@Nullable Object lost) {
            PushesLost before = lost instanceof PushesLost known ? known : new PushesLost(new HashSet<>(), 0);
            before.connections().addAll(connections);
            return new PushesLost(before.connections(), before.pushes() + 1);
        }
    }

    /** The hub was so far behind that pushes were dropped; {@code connections}: those that lack some. */
    public record PushesLost(Set<Long> connections, long pushes) implements Message {}

    /** Ends connections. */
    public record Close(List<Long> connections, CloseReason reason) implements Message {}

    /** The sessions of these connections have them, as they were told again. */
    public record Registered(List<Long> connections) implements Message {}

    public enum CloseReason {
        REVOKED,
        TOO_MANY_CONNECTIONS
    }

    /** An answer to one request; never dropped. */
    public sealed interface Reply extends Message {
        long connection();

        long request();
    }

    /** The command is durable at {@code seq}, or was before ({@code duplicate}). */
    public record Accepted(long connection, long request, long seq, long messages, long at, boolean duplicate)
            implements Reply {}

    public record Refused(long connection, long request, ChatRejection reason) implements Reply {}

    /** Nothing is known of the outcome ({@code UNKNOWN}) or nothing was done ({@code BUSY}); trying again is safe. */
    public record Unavailable(long connection, long request, Cause cause, long retryAfterMs) implements Reply {}

    public enum Cause {
        UNKNOWN,
        BUSY
    }

    /** {@code entries} are wire objects as {@link PushEncoder#entry} made them, ascending. */
    public record Page(long connection, long request, List<byte[]> entries, Position newest, boolean end)
            implements Reply {}

    public record MemberPage(
            long connection,
            long request,
            List<Member> members,
            @Nullable UserId next,
            long seq) implements Reply {}

    public record Member(UserId user, boolean owner, long joinedSeq) {}

    public record ReceiptList(long connection, long request, List<Receipt> receipts) implements Reply {}

    public record Described(long connection, long request, InboxRow row) implements Reply {}

    /** The session has the connection now. Followed by {@link ListPage}s. {@code buckets}: those whose chats follow. */
    public record Welcomed(
            long connection, long request, Continuity continuity, List<OpenChat> open, List<Integer> buckets)
            implements Reply {}

    public record OpenChat(String chat, Position newest, Continuity continuity) {}

    /** From good to bad; the worst of its chats is a connection's. */
    public enum Continuity {
        PROVEN,
        TOO_LONG,
        RESET
    }

    /** Answers a request for the list on a live connection; followed by {@link ListPage}s. */
    public record Listed(long connection, long request, List<Integer> buckets) implements Reply {}

    /**
     * A part of a list that was asked for; the last one says so. {@code request} is the one it belongs to. {@code before}: how many
     * rows the parts before it have, so that one that is missing is noticed; null from a node that does not say so.
     */
    public record ListPage(
            long connection, long request, @Nullable Integer before, List<InboxRow> rows, boolean last)
            implements Reply {}

    public record PresenceStates(long connection, long request, List<PresenceState> states) implements Reply {}

    /** {@code lastSeen} in epoch milliseconds; null while online, or when it is not known. */
    public record PresenceState(
            UserId user, boolean online, @Nullable Long lastSeen) {}

    /** The slot that held this user's session is gone: register the connections of its users again. */
    public record SlotMoved(int slot) implements Message {}
}
