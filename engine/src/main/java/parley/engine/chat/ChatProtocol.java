package parley.engine.chat;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.ClusterMessage;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;

/**
 * What a chat can be told. Answers are {@link parley.engine.client.HubProtocol}'s replies. Who asks was stamped by the gateway;
 * membership is checked by the chat, on every read too.
 */
public final class ChatProtocol {

    private ChatProtocol() {}

    public interface Message extends ClusterMessage {}

    /**
     * Answered by {@code Accepted}, {@code Refused} or {@code Unavailable}; accepted means durable.
     *
     * @param receivedAt when the first node had it, in epoch milliseconds; null from one that does not say so
     * @param traceparent of the span that the first node has for it; null if it is not traced, and from one that does not say so
     */
    public record Execute(
            ChatCommand command,
            ReplyTo replyTo,
            @Nullable Long receivedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String traceparent)
            implements Message {

        public Execute(ChatCommand command, ReplyTo replyTo) {
            this(command, replyTo, null, null);
        }
    }

    /**
     * Commands of one connection in the order in which it gave them. Each is answered like one that comes alone, and none is carried out
     * before one that stands before it has been: where the chat cannot decide one yet, those behind it are answered busy.
     */
    public record ExecuteInOrder(List<Execute> commands) implements Message {

        public ExecuteInOrder {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Reads a page of entries: forward from {@code after} (exclusive) when it is there, otherwise back from {@code before}
     * (exclusive; 0 for the end). Answered by {@code Page}, {@code Refused} or {@code Unavailable}.
     */
    public record ReadPage(UserId reader, @Nullable Long after, long before, int limit, ReplyTo replyTo)
            implements Message {}

    /** Answered by {@code MemberPage}: members in the order of their ids, from {@code after} (exclusive). */
    public record ReadMembers(UserId reader, @Nullable UserId after, int limit, ReplyTo replyTo) implements Message {}

    /** Answered by {@code ReceiptList}. */
    public record ReadReceipts(UserId reader, ReplyTo replyTo) implements Message {}

    /** Answered by {@code Described}: the chat as the reader's list shows it. */
    public record Describe(UserId reader, ReplyTo replyTo) implements Message {}

    /** Answered by {@link HeadTold}; not at all by a chat that has lost its shard. {@code read}: comes back with the answer. */
    public record AskHead(UserId reader, long read, ActorRef<HeadTold> replyTo) implements Message {}

    /**
     * What is newest in the chat, of all that was acked when it was asked, and how far the reader got by sending. Null for who is
     * not a member any more: their row says so by now.
     */
    public record HeadTold(
            ChatId chat,
            long read,
            @Nullable Head head,
            @Nullable Position own) implements ClusterMessage {}

    /** Says how far a user's devices have got; clamped, never back. Answered, if asked to, by {@code Accepted}. */
    public record MovePosition(
            UserId user, Reach reach, long seq, @Nullable ReplyTo replyTo) implements Message {}

    /** How far an entry got with a user. */
    public enum Reach {
        DELIVERED,
        READ
    }

    /** Passed on to the other members while they look; never stored, never answered. */
    public record Typing(UserId user, boolean on) implements Message {}
}
