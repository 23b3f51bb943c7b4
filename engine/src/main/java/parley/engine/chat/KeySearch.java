package parley.engine.chat;

import akka.actor.typed.javadsl.ActorContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.chat.domain.ChatState;
import parley.engine.chat.domain.Decision;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * Looks in the log for the first delivery of a message whose key the state no longer remembers. What is not found is sent
 * through the queue again with {@code since} raised to where the search ended. It goes on past where the state begins to
 * remember, or what is written meanwhile would make it start again for ever. Bounded; confined to the chat's actor, except
 * that the slices are read wherever the store completes them.
 */
final class KeySearch {

    private static final int SLICE_ENTRIES = 500;
    private static final int SLICE_BYTES = 1 << 20;

    /** What was found; nothing of it when the store did not answer. */
    record Finished(
            AckGate.@Nullable Ack duplicate,
            @Nullable Admitted resubmit,
            @Nullable ChatRejection refused,
            ReplyTo replyTo)
            implements Chat.Internal {}

    private final ActorContext<ChatProtocol.Message> context;
    private final ChatId chat;
    private final ChatHistory history;
    private final ChatServices.Reached reached;
    private final int searchesMax;
    private final long marginEntries;
    private int searches;

    KeySearch(ActorContext<ChatProtocol.Message> context, ChatId chat, ChatServices services, ChatSettings settings) {
        this.context = context;
        this.chat = chat;
        this.history = services.stores().history();
        this.reached = services.reached();
        this.searchesMax = settings.readsMax();
        this.marginEntries = settings.limits().dedupeKeysMax() / 2;
    }

    void start(Admitted admitted, Decision.SearchFirst search, ChatLogState shown) {
        reached.dedupeKeys.increment();
        boolean confirmed = search.toSeq() <= shown.chat().seq();
        if (searches >= searchesMax) {
            reached.reads.increment();
        }
        if (searches >= searchesMax || !confirmed || !(admitted.command() instanceof ChatCommand.Post post)) {
            Answers.busy(admitted.replyTo());
            return;
        }
        searches++;
        Committed anchor = new Committed(shown.chat().seq(), shown.epoch());
        long toSeq = Math.min(search.toSeq() + marginEntries, shown.chat().seq());
        context.pipeToSelf(
                find(post, search.fromSeq(), toSeq, anchor),
                (found, failure) -> failure == null
                        ? finished(admitted, post, toSeq, found)
                        : new Finished(null, null, null, admitted.replyTo()));
    }

    void finish() {
        searches--;
    }

    boolean isSearching() {
        return searches > 0;
    }

    private CompletionStage<Optional<StoredEntry>> find(
            ChatCommand.Post post, long fromSeq, long toSeq, Committed anchor) {
        if (fromSeq > toSeq) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Slice slice = new Slice(fromSeq, toSeq, true, SLICE_ENTRIES, SLICE_BYTES);
        return history.read(chat, slice, anchor).thenCompose(entries -> {
            Optional<StoredEntry> match = entries.stream()
                    .filter(entry -> post.by().equals(entry.entry().event().by())
                            && post.key().equals(entry.entry().event().key()))
                    .findFirst();
            return match.isPresent() || entries.isEmpty()
                    ? CompletableFuture.completedFuture(match)
                    : find(post, last(entries) + 1, toSeq, anchor);
        });
    }

    private static long last(List<StoredEntry> entries) {
        return entries.get(entries.size() - 1).seq();
    }

    private static Finished finished(
            Admitted admitted, ChatCommand.Post post, long searchedTo, Optional<StoredEntry> found) {
        ReplyTo replyTo = admitted.replyTo();
        if (found.isPresent()) {
            StoredEntry first = found.get();
            if (!ChatState.answers(first.entry().event(), post)) {
                return new Finished(null, null, ChatRejection.KEY_REUSED, replyTo);
            }
            return new Finished(
                    AckGate.Ack.ofDuplicate(
                            replyTo,
                            first.seq(),
                            first.entry().messages(),
                            first.entry().event().at()),
                    null,
                    null,
                    replyTo);
        }
        ChatCommand.Post again = new ChatCommand.Post(post.by(), post.key(), searchedTo, post.text());
        return new Finished(null, new Admitted(again, replyTo, admitted.mark(), ChatLog.ALONE), null, replyTo);
    }
}
