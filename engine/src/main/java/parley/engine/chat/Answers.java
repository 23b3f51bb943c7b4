package parley.engine.chat;

import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.ReplyTo;

/** The answers of a chat, addressed. */
final class Answers {

    /** How long a client is asked to wait before it tries again. */
    static final long RETRY_AFTER_MS = 500;

    private Answers() {}

    static void accepted(ReplyTo to, long seq, long messages, long at, boolean duplicate) {
        to.hub().tell(new HubProtocol.Accepted(to.connection(), to.request(), seq, messages, at, duplicate));
    }

    static void refused(ReplyTo to, ChatRejection reason) {
        to.hub().tell(new HubProtocol.Refused(to.connection(), to.request(), reason));
    }

    /** Nothing is known of the outcome. */
    static void unknown(ReplyTo to) {
        to.hub().tell(new HubProtocol.Unavailable(to.connection(), to.request(), Cause.UNKNOWN, RETRY_AFTER_MS));
    }

    /** Nothing was done. */
    static void busy(ReplyTo to) {
        to.hub().tell(new HubProtocol.Unavailable(to.connection(), to.request(), Cause.BUSY, RETRY_AFTER_MS));
    }

    /** To whoever waits for an answer to the message. */
    static void busy(ChatProtocol.Message message) {
        if (message instanceof ChatProtocol.Execute execute) {
            busy(execute.replyTo());
        } else if (message instanceof ChatProtocol.ExecuteInOrder all) {
            all.commands().forEach(execute -> busy(execute.replyTo()));
        } else if (message instanceof ChatProtocol.ReadPage read) {
            busy(read.replyTo());
        } else if (message instanceof ChatProtocol.ReadMembers read) {
            busy(read.replyTo());
        } else if (message instanceof ChatProtocol.ReadReceipts read) {
            busy(read.replyTo());
        } else if (message instanceof ChatProtocol.Describe ask) {
            busy(ask.replyTo());
        } else if (message instanceof ChatProtocol.MovePosition move && move.replyTo() != null) {
            busy(move.replyTo());
        }
    }
}
