package parley.engine.chat;

import akka.actor.typed.javadsl.ActorContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol.Reach;
import parley.engine.chat.domain.ChatState;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.engine.session.SessionProtocol;

/**
 * How far members have got. A position is clamped to what is confirmed; how many messages lie before it is looked up here,
 * never taken from a client. Read positions go to the user's session, receipts to the other members, both coalesced.
 * Confined to the chat's actor.
 */
final class ChatPositions {

    /** How many messages lie up to a read position was looked up in the log; null when that failed. */
    record Located(UserId user, @Nullable Position read) implements Chat.Internal {}

    private final ActorContext<ChatProtocol.Message> context;
    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final RecentEntries recent;
    private final ReceiptBook book = new ReceiptBook();
    private int lookUps;
    private boolean moved;

    ChatPositions(
            ActorContext<ChatProtocol.Message> context,
            ChatId chat,
            ChatServices services,
            ChatSettings settings,
            RecentEntries recent) {
        this.context = context;
        this.chat = chat;
        this.services = services;
        this.settings = settings;
        this.recent = recent;
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
            return;
        }
        if (seq > Seq.NONE) {
            if (move.reach() == Reach.READ) {
                locate(move.user(), seq, shown);
            } else {
                moved |= book.move(move.user(), seq, 0);
            }
        }
        if (move.replyTo() != null) {
            Answers.accepted(move.replyTo(), seq, 0, services.clock().millis(), false);
        }
    }

    private void locate(UserId user, long seq, ChatLogState shown) {
        Optional<Position> known = seq == shown.chat().seq()
                ? Optional.of(new Position(seq, shown.chat().messages()))
                : recent.positionAt(seq);
        if (known.isPresent()) {
            read(user, known.get());
        } else if (lookUps < settings.readsMax()) {
            lookUps++;
            Slice one = new Slice(seq, seq, true, 1, settings.pageBytesMax());
            context.pipeToSelf(
                    services.stores()
                            .history()
                            .read(chat, one, new Committed(shown.chat().seq(), shown.epoch())),
                    (entries, failure) -> new Located(
                            user,
                            entries == null || entries.isEmpty()
                                    ? null
                                    : new Position(seq, entries.get(0).entry().messages())));
        }
    }

    void located(Located located) {
        lookUps--;
        Position read = located.read();
        if (read != null) {
            read(located.user(), read);
        }
    }

    private void read(UserId user, Position position) {
        moved |= book.move(user, position.seq(), position.seq());
        services.engine().tell(user, new SessionProtocol.ReadMoved(user, chat, position));
    }

    boolean hasMoved() {
        return moved;
    }

    /** Writes and tells what moved. Lost when the store is away: the next move, or the client's next read, says it again. */
    void flush(ChatState shown) {
        moved = false;
        List<Receipt> receipts = book.flush();
        if (receipts.isEmpty() || shown.memberCount() > settings.receiptMembersMax()) {
            return;
        }
        services.stores().receipts().write(chat, receipts).whenComplete((done, failure) -> {
            if (failure != null) {
                org.slf4j.LoggerFactory.getLogger(ChatPositions.class)
                        .debug("receipts not written chat={} cause={}", chat, failure.toString());
            }
        });
        for (Receipt receipt : receipts) {
            byte[] frame = services.encoder().receipt(chat, receipt.user(), receipt.deliveredSeq(), receipt.readSeq());
            services.fanOut().tell(new FanOutProtocol.Publish(others(shown, receipt.user()), frame));
        }
    }
}
