package parley.engine.inbox;

import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;

/**
 * How far each member's devices have got, for the other members to see. Coalesced by the chat, last value wins; positions only
 * grow. Thread-safe and idempotent.
 */
public interface Receipts {

    CompletionStage<Void> write(ChatId chat, List<Receipt> receipts);

    /** All receipts of a chat: at most one a member. */
    CompletionStage<List<Receipt>> of(ChatId chat);

    /** Seqs up to which the user's devices have the chat, and up to which they read it; 0 for nothing yet. */
    record Receipt(UserId user, long deliveredSeq, long readSeq) {}
}
