package parley.engine.chat;

import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Receipts;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.lease.Tenure;

/**
 * What a chat shows: pages of entries, members, receipts, itself. Membership is checked on each read; whoever left sees the log
 * up to the entry that put them out. Only what is confirmed is shown, and only while no other node can have confirmed more. The newest entries come from memory, others from the
 * journal, with a bound on the reads in flight. Confined to the chat's actor.
 */
final class ChatReads {

    /** A read of a store came back: {@code reply} is told, or, for a reader whom the state does not know, the page is cut. */
    record Answer(Runnable reply) implements Chat.Internal {}

    private final ActorContext<ChatProtocol.Message> context;
    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final RecentEntries recent;
    private final Tenure tenure;
    private int inFlight;

    ChatReads(
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

    void answer(Answer answer) {
        inFlight--;
        answer.reply().run();
    }

    // ---- pages

    void page(ChatProtocol.ReadPage read, ChatLogState shown) {
        ChatState state = shown.chat();
        if (state.isMember(read.reader())) {
            pageUpTo(read, shown, new Position(state.seq(), state.messages()));
        } else if (!state.exists()) {
            Answers.refused(read.replyTo(), ChatRejection.NO_SUCH_CHAT);
        } else {
            pageForFormer(read, shown);
        }
    }

    /** Somebody who left, whose row tells where, also when that was so long ago that the state does not; or a stranger. */
    private void pageForFormer(ChatProtocol.ReadPage read, ChatLogState shown) {
        if (!mayRead(read.replyTo())) {
            return;
        }
        context.pipeToSelf(
                services.stores().inbox().rowOf(read.reader(), chat),
                (row, failure) -> new Answer(() -> {
                    if (failure != null) {
                        Answers.unknown(read.replyTo());
                    } else if (row.isPresent() && row.get().leftSeq() > 0) {
                        long top = Math.min(row.get().leftSeq(), shown.chat().seq());
                        pageUpTo(
                                read,
                                shown,
                                new Position(top, Math.min(top, row.get().head().messages())));
                    } else {
                        Answers.refused(read.replyTo(), ChatRejection.NO_SUCH_CHAT);
                    }
                }));
    }

    /** {@code top}: the newest entry that the reader may see. */
    private void pageUpTo(ChatProtocol.ReadPage read, ChatLogState shown, Position top) {
        Range range = Range.of(read, top);
        if (range.isEmpty()) {
            reply(read, range, List.of());
        } else if (recent.covers(range.from(), range.to())) {
            services.meters().page(true);
            List<RecentEntries.Encoded> cut =
                    recent.slice(range.from(), range.to(), range.forward(), settings.pageBytesMax());
            reply(read, range, cut);
        } else if (mayRead(read.replyTo())) {
            services.meters().page(false);
            Slice slice = new Slice(range.from(), range.to(), range.forward(), read.limit(), settings.pageBytesMax());
            Committed anchor = new Committed(shown.chat().seq(), shown.epoch());
            context.pipeToSelf(
                    services.stores().history().read(chat, slice, anchor),
                    (entries, failure) -> new Answer(() -> replyStored(read, range, entries, failure)));
        }
    }

    private void replyStored(
            ChatProtocol.ReadPage read, Range range, @Nullable List<StoredEntry> entries, @Nullable Throwable failure) {
        if (entries == null || entries.isEmpty()) {
            context.getLog().debug("history read failed chat={} cause={}", chat, String.valueOf(failure));
            Answers.unknown(read.replyTo());
            return;
        }
        List<RecentEntries.Encoded> encoded = new ArrayList<>(entries.size());
        for (StoredEntry entry : entries) {
            encoded.add(new RecentEntries.Encoded(
                    entry.seq(), entry.entry().messages(), services.encoder().entry(entry)));
        }
        reply(read, range, encoded);
    }

    private void reply(ChatProtocol.ReadPage read, Range range, List<RecentEntries.Encoded> entries) {
        if (!tenure.holds()) {
            Answers.busy(read.replyTo());
            return;
        }
        boolean end = entries.isEmpty()
                || (range.forward()
                        ? entries.get(entries.size() - 1).seq() == range.top().seq()
                        : entries.get(0).seq() == 1);
        List<byte[]> objects = entries.stream().map(RecentEntries.Encoded::json).toList();
        ReplyTo to = read.replyTo();
        to.hub().tell(new HubProtocol.Page(to.connection(), to.request(), objects, range.top(), end));
    }

    /** Why somebody who is not a member is refused. */
    static ChatRejection refusal(UserId user, ChatState state) {
        return state.leftSeq(user).isPresent() ? ChatRejection.NOT_A_MEMBER : ChatRejection.NO_SUCH_CHAT;
    }

    /** Seqs to read, both inclusive; {@code top} is the newest that there is for the reader. */
    private record Range(long from, long to, boolean forward, Position top) {

        static Range of(ChatProtocol.ReadPage read, Position newest) {
            long top = newest.seq();
            Long after = read.after();
            if (after != null) {
                long from = Math.max(Seq.NONE, Math.min(after, top)) + 1;
                return new Range(from, Math.min(top, from + read.limit() - 1), true, newest);
            }
            long to = read.before() == Seq.NONE ? top : Math.min(top, read.before() - 1);
            return new Range(Math.max(1, to - read.limit() + 1), to, false, newest);
        }

        boolean isEmpty() {
            return from > to;
        }
    }

    // ---- the rest

    void members(ChatProtocol.ReadMembers read, ChatLogState shown) {
        ChatState state = shown.chat();
        if (!isShownTo(read.reader(), state, read.replyTo())) {
            return;
        }
        UserId after = read.after();
        List<HubProtocol.Member> page = new ArrayList<>();
        UserId next = null;
        for (UserId user : state.members()) {
            if (after != null && user.compareTo(after) <= 0) {
                continue;
            }
            if (page.size() == read.limit()) {
                next = page.get(page.size() - 1).user();
                break;
            }
            page.add(new HubProtocol.Member(
                    user, state.isOwner(user), state.joinedSeq(user).orElseThrow()));
        }
        ReplyTo to = read.replyTo();
        to.hub().tell(new HubProtocol.MemberPage(to.connection(), to.request(), page, next, state.seq()));
    }

    /** Those of members: a position that was on its way when its user left may have been stored after that. */
    void receipts(ChatProtocol.ReadReceipts read, ChatLogState shown) {
        ReplyTo to = read.replyTo();
        if (!isShownTo(read.reader(), shown.chat(), to) || !mayRead(to)) {
            return;
        }
        context.pipeToSelf(
                services.stores().receipts().of(chat),
                (receipts, failure) -> new Answer(() -> {
                    if (failure != null) {
                        Answers.unknown(to);
                    } else {
                        List<Receipts.Receipt> ofMembers = receipts.stream()
                                .filter(receipt -> shown.chat().isMember(receipt.user()))
                                .toList();
                        to.hub().tell(new HubProtocol.ReceiptList(to.connection(), to.request(), ofMembers));
                    }
                }));
    }

    /** {@code shown}: as far as the chat has got where the reader's row is open. */
    void describe(ChatProtocol.Describe ask, AckGate shown) {
        ReplyTo to = ask.replyTo();
        if (!mayRead(to)) {
            return;
        }
        context.pipeToSelf(
                services.stores().inbox().rowOf(ask.reader(), chat),
                (row, failure) -> new Answer(() -> {
                    if (failure != null) {
                        Answers.unknown(to);
                    } else if (row.isEmpty()) {
                        Answers.refused(to, ChatRejection.NO_SUCH_CHAT);
                    } else {
                        InboxRow known = row.get().open()
                                ? row.get().settled(shown.head(), shown.sentBy(ask.reader()))
                                : row.get();
                        to.hub().tell(new HubProtocol.Described(to.connection(), to.request(), known));
                    }
                }));
    }

    /** What a list shows of a chat whose rows are open. Where the chat may not answer it says nothing: that is noticed. */
    void tellHead(ChatProtocol.AskHead ask, AckGate shown) {
        if (tenure.holds()) {
            boolean isMember = shown.confirmed().chat().isMember(ask.reader());
            ask.replyTo()
                    .tell(new ChatProtocol.HeadTold(
                            chat,
                            ask.read(),
                            isMember ? shown.head() : null,
                            isMember ? shown.sentBy(ask.reader()) : null));
        }
    }

    private static boolean isShownTo(UserId reader, ChatState state, ReplyTo to) {
        if (state.isMember(reader)) {
            return true;
        }
        Answers.refused(to, refusal(reader, state));
        return false;
    }

    private boolean mayRead(ReplyTo to) {
        if (inFlight >= settings.readsMax()) {
            services.reached().reads.increment();
            Answers.busy(to);
            return false;
        }
        inFlight++;
        return true;
    }
}
