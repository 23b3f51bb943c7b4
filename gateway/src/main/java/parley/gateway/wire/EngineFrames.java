package parley.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.account.Account;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.gateway.wire.ServerFrame.Entry;
import parley.gateway.wire.ServerFrame.EntryKind;

/** What the engine says, as wire objects: the one place where a kind of the engine meets its name on the wire. */
public final class EngineFrames {

    /** What a list shows of the newest message, in UTF-16 units. */
    static final int PREVIEW_UNITS_MAX = 100;

    private EngineFrames() {}

    public static ErrorCode errorCode(ChatRejection reason) {
        return switch (reason) {
            case NO_SUCH_CHAT -> ErrorCode.NO_SUCH_CHAT;
            case NOT_A_MEMBER -> ErrorCode.NOT_A_MEMBER;
            case NOT_THE_OWNER -> ErrorCode.FORBIDDEN;
            case NO_SUCH_MEMBER -> ErrorCode.NOT_FOUND;
            case DIRECT_CHAT -> ErrorCode.DIRECT_CHAT;
            case TOO_MANY_MEMBERS -> ErrorCode.TOO_MANY_MEMBERS;
            case CHAT_FULL -> ErrorCode.CHAT_FULL;
            case TOO_OLD -> ErrorCode.TOO_OLD;
            case KEY_REUSED -> ErrorCode.KEY_REUSED;
        };
    }

    public static ErrorCode errorCode(HubProtocol.Cause cause) {
        return switch (cause) {
            case UNKNOWN -> ErrorCode.UNAVAILABLE;
            case BUSY -> ErrorCode.BUSY;
        };
    }

    public static ServerFrame.Continuity continuity(HubProtocol.Continuity continuity) {
        return switch (continuity) {
            case PROVEN -> ServerFrame.Continuity.proven;
            case TOO_LONG -> ServerFrame.Continuity.too_long;
            case RESET -> ServerFrame.Continuity.reset;
        };
    }

    public static ServerFrame.OpenChat openChat(HubProtocol.OpenChat open) {
        return new ServerFrame.OpenChat(
                open.chat(), open.newest().seq(), open.newest().messages(), continuity(open.continuity()));
    }

    public static ServerFrame.Chat chat(InboxRow row) {
        UserId peer = row.peer();
        return new ServerFrame.Chat(
                row.chat().local(),
                kind(row.info().kind()),
                row.info().title(),
                peer == null ? null : peer.local(),
                row.info().memberCount(),
                row.head().stamp().seq(),
                row.head().messages(),
                position(row.read()),
                row.joinedSeq(),
                row.leftSeq() == 0 ? null : Long.valueOf(row.leftSeq()),
                last(row.head().preview()),
                row.info().sizeClass() == SizeClass.SMALL ? ServerFrame.SizeClass.small : ServerFrame.SizeClass.medium,
                row.open() ? Boolean.TRUE : null);
    }

    public static ServerFrame.SeqAndCount position(Position position) {
        return new ServerFrame.SeqAndCount(position.seq(), position.messages());
    }

    public static ServerFrame.Member member(HubProtocol.Member member) {
        return new ServerFrame.Member(
                member.user().local(),
                member.owner() ? ServerFrame.Role.owner : ServerFrame.Role.member,
                member.joinedSeq());
    }

    public static ServerFrame.UserReceipt receipt(Receipt receipt) {
        return new ServerFrame.UserReceipt(receipt.user().local(), receipt.deliveredSeq(), receipt.readSeq());
    }

    public static ServerFrame.Profile profile(Account account) {
        return new ServerFrame.Profile(account.user().local(), account.name(), account.displayName());
    }

    public static ServerFrame.UserPresence presence(HubProtocol.PresenceState state) {
        return new ServerFrame.UserPresence(state.user().local(), state.online(), state.lastSeen());
    }

    /** The only dispatch on the kinds of events here; a kind without a wire form is hidden. */
    static Entry entry(StoredEntry stored) {
        EntryBuilder entry = new EntryBuilder(
                stored.seq(), stored.entry().messages(), stored.entry().event());
        ChatEvent event = stored.entry().event();
        if (event instanceof ChatEvent.Posted posted) {
            return entry.message(posted);
        }
        if (event instanceof ChatEvent.Created created) {
            return entry.created(created);
        }
        if (event instanceof ChatEvent.MembersAdded added) {
            return entry.of(EntryKind.added, null, locals(added.users()), null);
        }
        if (event instanceof ChatEvent.MemberRemoved removed) {
            return entry.of(EntryKind.removed, null, null, removed.user().local());
        }
        if (event instanceof ChatEvent.MemberLeft) {
            return entry.of(EntryKind.left, null, null, null);
        }
        if (event instanceof ChatEvent.Renamed renamed) {
            return entry.of(EntryKind.renamed, renamed.title(), null, null);
        }
        return entry.of(EntryKind.hidden, null, null, null);
    }

    private static ServerFrame.ChatKind kind(ChatKind kind) {
        return kind == ChatKind.DIRECT ? ServerFrame.ChatKind.direct : ServerFrame.ChatKind.group;
    }

    private static ServerFrame.@Nullable Last last(@Nullable Preview preview) {
        return preview == null
                ? null
                : new ServerFrame.Last(preview.sender().local(), cut(preview.text()), preview.at());
    }

    /** Never ends with half of a surrogate pair. */
    private static String cut(String text) {
        if (text.length() <= PREVIEW_UNITS_MAX) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(PREVIEW_UNITS_MAX - 1));
        return text.substring(0, splits ? PREVIEW_UNITS_MAX - 1 : PREVIEW_UNITS_MAX);
    }

    private static List<String> locals(List<UserId> users) {
        return users.stream().map(UserId::local).toList();
    }

    private record EntryBuilder(long seq, long n, ChatEvent event) {

        Entry message(ChatEvent.Posted posted) {
            String key = posted.key().value();
            return new Entry(seq, n, posted.at(), EntryKind.message, by(), key, posted.text(), null, null, null, null);
        }

        Entry created(ChatEvent.Created created) {
            return new Entry(
                    seq,
                    n,
                    created.at(),
                    EntryKind.created,
                    by(),
                    null,
                    null,
                    kind(created.kind()),
                    created.title(),
                    locals(created.members()),
                    null);
        }

        Entry of(EntryKind kind, @Nullable String title, @Nullable List<String> users, @Nullable String user) {
            return new Entry(seq, n, event.at(), kind, by(), null, null, null, title, users, user);
        }

        private @Nullable String by() {
            UserId by = event.by();
            return by == null ? null : by.local();
        }
    }
}
