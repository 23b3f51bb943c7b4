package parley.engine.chat;

import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol.Reach;
import parley.engine.chat.ReceiptBook.Moved;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.ListChange;
import parley.engine.client.ReplyTo;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.engine.lease.Tenure;
import parley.engine.session.SessionProtocol;

/**
 * How far members have got. A position is clamped to what is confirmed; how many messages lie before it is looked up here, never
 * taken from a client. Moves are coalesced and written together; only when they are durable are they told, to the user's own
 * session and, as receipts, to the other members, and answered. What cannot be written, or was while the shard was lost, is answered
 * so, and forgotten: whoever asked says it again. Confined to the chat's actor.
 */
final class ChatPositions {

    /** How many messages lie up to a read position was looked up in the log; null when that failed. */
    record Located(
            UserId user,
            long seq,
            @Nullable ReplyTo replyTo,
            @Nullable Position read) implements Chat.Internal {}

    /** The moves under way are durable, or were not written. */
    record Flushed(List<Moved> moves, @Nullable Throwable failure) implements Chat.Internal {}

    /** Answered when all that the user moved is written. */
    private record Waiting(UserId user, long seq, ReplyTo replyTo) {}

    private final ActorContext<ChatProtocol.Message> context;
    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final RecentEntries recent;
    private final Tenure tenure;
    private final ReceiptBook book = new ReceiptBook();
    private final List<Waiting> waiting = new ArrayList<>();
    private int lookUps;

    ChatPositions(
            ActorContext<ChatProtocol.Message> context,
            ChatId chat,
            ChatServices services,
            ChatSettings settings,
            RecentEntries recent,
            Tenure tenure) {
        this.context = context;
        this.chat = chat;
        this.services = services;
        this.settings = settings;
        this.recent = recent;
        this.tenure = tenure;
    }

    static List<UserId> others(ChatState state, UserId user) {
        return state.members().stream().filter(member -> !member.equals(user)).toList();
    }

    void move(ChatProtocol.MovePosition move, ChatLogState shown) {
        ChatState state = shown.chat();
        long seq = Math.max(Seq.NONE, Math.min(move.seq(), state.seq()));
        if (!state.isMember(move.user())) {
            if (move.replyTo() != null) {
                Answers.refused(move.replyTo(), ChatReads.refusal(move.user(), state));
            }
        } else if (waiting.size() >= settings.pendingMax()) {
            services.reached().pendingCommands.increment();
            if (move.replyTo() != null) {
                Answers.busy(move.replyTo());
            }
        } else if (move.reach() == Reach.READ && seq > Seq.NONE) {
            locate(move.user(), seq, move.replyTo(), shown);
        } else {
            book.delivered(move.user(), seq);
            answerWhenWritten(move.user(), seq, move.replyTo());
        }
    }

    private void locate(UserId user, long seq, @Nullable ReplyTo replyTo, ChatLogState shown) {
        Optional<Position> known = seq == shown.chat().seq()
                ? Optional.of(new Position(seq, shown.chat().messages()))
                : recent.positionAt(seq);
        if (known.isPresent()) {
            book.read(user, known.get());
            answerWhenWritten(user, seq, replyTo);
        } else if (lookUps < settings.readsMax()) {
            lookUps++;
            Slice one = new Slice(seq, seq, true, 1, settings.pageBytesMax());
            context.pipeToSelf(
                    services.stores()
                            .history()
                            .read(chat, one, new Committed(shown.chat().seq(), shown.epoch())),
                    (entries, failure) -> new Located(
                            user,
                            seq,
                            replyTo,
                            entries == null || entries.isEmpty()
                                    ? null
                                    : new Position(seq, entries.get(0).entry().messages())));
        } else {
            services.reached().reads.increment();
            if (replyTo != null) {
                Answers.busy(replyTo);
            }
        }
    }

    void located(Located located) {
        lookUps--;
        if (located.read() != null) {
            book.read(located.user(), located.read());
            answerWhenWritten(located.user(), located.seq(), located.replyTo());
        } else if (located.replyTo() != null) {
            Answers.unknown(located.replyTo());
        }
    }

    private void answerWhenWritten(UserId user, long seq, @Nullable ReplyTo replyTo) {
        if (replyTo == null) {
            return;
        }
        Waiting asked = new Waiting(user, seq, replyTo);
        if (book.isWritten(user)) {
            answer(asked);
        } else {
            waiting.add(asked);
        }
    }

    private void answer(Waiting waited) {
        Answers.accepted(waited.replyTo(), waited.seq(), 0, services.clock().millis(), false);
    }

    /** Whether there is something to write, and nothing being written. */
    boolean canFlush() {
        return book.hasMoved() && !book.isFlushing();
    }

    /** Nothing is to be written and nothing is under way. */
    boolean isIdle() {
        return !book.hasMoved() && !book.isFlushing();
    }

    /** Writes what moved. Only when {@link #canFlush}. */
    void flush(ChatState shown) {
        List<Moved> moves = book.startFlush();
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        if (hasReceipts(shown)) {
            writes.add(services.stores()
                    .receipts()
                    .write(chat, moves.stream().map(Moved::receipt).toList())
                    .toCompletableFuture());
        }
        for (Moved move : moves) {
            if (move.read() != null) {
                writes.add(services.stores()
                        .inbox()
                        .moveRead(move.user(), chat, move.read())
                        .toCompletableFuture());
            }
        }
        context.pipeToSelf(
                CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)),
                (done, failure) -> new Flushed(moves, failure));
    }

    private boolean hasReceipts(ChatState shown) {
        return shown.memberCount() <= settings.receiptMembersMax();
    }

    void flushed(Flushed flushed, ChatState shown) {
        // Written while the shard was lost: the next holder finds it, or it came too late for that one.
        if (flushed.failure() != null || !tenure.holds()) {
            context.getLog().debug("positions not written chat={}", chat, flushed.failure());
            book.flushFailed();
            noLongerWaiting().forEach(each -> Answers.unknown(each.replyTo()));
            return;
        }
        book.flushed();
        book.keepOnly(shown::isMember);
        flushed.moves().forEach(move -> tell(move, shown));
        noLongerWaiting().forEach(this::answer);
    }

    private List<Waiting> noLongerWaiting() {
        List<Waiting> over =
                waiting.stream().filter(each -> book.isWritten(each.user())).toList();
        waiting.removeIf(each -> book.isWritten(each.user()));
        return over;
    }

    private void tell(Moved move, ChatState shown) {
        if (move.read() != null) {
            services.engine().tell(move.user(), new SessionProtocol.ReadMoved(move.user(), chat, move.read()));
        }
        if (hasReceipts(shown)) {
            byte[] frame = services.encoder().receipt(chat, move.user(), move.deliveredSeq(), move.readSeq());
            services.fanOut().tell(new FanOutProtocol.Publish(others(shown, move.user()), frame, ListChange.NONE));
        }
    }

    /** The chat ends at once: nobody is answered any more. */
    void abandon() {
        waiting.forEach(each -> Answers.unknown(each.replyTo()));
    }
}
