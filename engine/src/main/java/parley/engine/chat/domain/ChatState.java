package parley.engine.chat.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Epoch;

/**
 * What a chat is after its first {@code seq} entries. Commands are decided against it, events evolve it; it knows no actor, no
 * clock and no store. Immutable, bounded by {@link ChatLimits}.
 */
public final class ChatState {

    public static final ChatState EMPTY =
            new ChatState(null, "", Members.NOBODY, SizeClass.SMALL, DedupeWindow.EMPTY, new Counts(0, 0));

    private final @Nullable ChatKind kind;
    private final String title;
    private final Members members;
    private final SizeClass sizeClass;
    private final DedupeWindow window;
    private final Counts counts;

    /** How many entries and messages the log has. */
    record Counts(long seq, long messages) {}

    ChatState(
            @Nullable ChatKind kind,
            String title,
            Members members,
            SizeClass sizeClass,
            DedupeWindow window,
            Counts counts) {
        this.kind = kind;
        this.title = title;
        this.members = members;
        this.sizeClass = sizeClass;
        this.window = window;
        this.counts = counts;
    }

    // ---- deciding

    /** The only dispatch on commands. {@code at}: the server's wall clock in epoch milliseconds. */
    public Decision decide(ChatCommand command, long at, ChatLimits limits) {
        DedupeWindow.Answer before = window.find(command.by(), command.key());
        if (before != null) {
            return before.fingerprint() == Fingerprint.of(command)
                    ? new Decision.Duplicate(before.seq(), before.messages(), before.at())
                    : new Decision.Rejected(ChatRejection.KEY_REUSED);
        }
        if (command instanceof ChatCommand.Create create) {
            return decideCreate(create, at, limits);
        }
        @Nullable ChatRejection refused = refusesFrom(command.by());
        if (refused != ChatRejection.NO_SUCH_CHAT
                && command instanceof ChatCommand.Post post
                && firstToSearch(post) < window.start()) {
            return decideForgotten(firstToSearch(post), limits);
        }
        if (refused != null) {
            return new Decision.Rejected(refused);
        }
        if (command instanceof ChatCommand.Post post) {
            return accepted(new ChatEvent.Posted(post.by(), post.key(), post.text(), at));
        }
        return kind == ChatKind.DIRECT
                ? new Decision.Rejected(ChatRejection.DIRECT_CHAT)
                : decideGroupChange(command, at, limits);
    }

    private Decision decideGroupChange(ChatCommand command, long at, ChatLimits limits) {
        if (command instanceof ChatCommand.AddMembers add) {
            return decideAdd(add, at, limits);
        }
        if (command instanceof ChatCommand.RemoveMember remove) {
            return decideRemove(remove, at);
        }
        if (command instanceof ChatCommand.Leave leave) {
            return accepted(new ChatEvent.MemberLeft(leave.by(), leave.key(), at));
        }
        if (command instanceof ChatCommand.Rename rename) {
            return rename.title().equals(title)
                    ? unchanged(at)
                    : accepted(new ChatEvent.Renamed(rename.by(), rename.key(), rename.title(), at));
        }
        throw new IllegalStateException("undecided command: " + command.getClass());
    }

    private Decision decideCreate(ChatCommand.Create create, long at, ChatLimits limits) {
        if (kind != null) {
            return existsFor(create)
                    ? new Decision.Duplicate(counts.seq(), counts.messages(), at)
                    : new Decision.Rejected(ChatRejection.KEY_REUSED);
        }
        TreeSet<UserId> users = new TreeSet<>(create.users());
        users.add(create.by());
        if (users.size() > limits.membersMax()) {
            return new Decision.Rejected(ChatRejection.TOO_MANY_MEMBERS);
        }
        return accepted(new ChatEvent.Created(
                create.kind(), create.title(), create.by(), new ArrayList<>(users), create.key(), at));
    }

    /** A direct chat is the same for both; the id of a group is made from its creator and key, so it can only be a retry. */
    private boolean existsFor(ChatCommand.Create create) {
        return create.kind() == kind && members.contains(create.by());
    }

    private long firstToSearch(ChatCommand.Post post) {
        return Math.max(0, Math.min(post.since(), counts.seq())) + 1;
    }

    /** Its key may have been forgotten: also of whoever was put out since, who must not be refused what is stored. */
    private Decision decideForgotten(long from, ChatLimits limits) {
        return window.start() - from > limits.searchEntriesMax()
                ? new Decision.Rejected(ChatRejection.TOO_OLD)
                : new Decision.SearchFirst(from, window.start() - 1);
    }

    private Decision decideAdd(ChatCommand.AddMembers add, long at, ChatLimits limits) {
        TreeSet<UserId> fresh = new TreeSet<>(add.users());
        fresh.removeAll(members.joined().keySet());
        if (fresh.isEmpty()) {
            return unchanged(at);
        }
        if (members.count() + fresh.size() > limits.membersMax()) {
            return new Decision.Rejected(ChatRejection.TOO_MANY_MEMBERS);
        }
        return accepted(new ChatEvent.MembersAdded(add.by(), add.key(), new ArrayList<>(fresh), at));
    }

    private Decision decideRemove(ChatCommand.RemoveMember remove, long at) {
        if (!remove.by().equals(members.owner())) {
            return new Decision.Rejected(ChatRejection.NOT_THE_OWNER);
        }
        if (!members.contains(remove.user())) {
            return new Decision.Rejected(ChatRejection.NO_SUCH_MEMBER);
        }
        return accepted(new ChatEvent.MemberRemoved(remove.by(), remove.key(), remove.user(), at));
    }

    private Decision accepted(ChatEvent event) {
        return counts.seq() >= Epoch.SEQ_MAX
                ? new Decision.Rejected(ChatRejection.CHAT_FULL)
                : new Decision.Accepted(List.of(event));
    }

    private Decision unchanged(long at) {
        return new Decision.Duplicate(counts.seq(), counts.messages(), at);
    }

    private @Nullable ChatRejection refusesFrom(UserId user) {
        if (kind != null && members.contains(user)) {
            return null;
        }
        return members.former().containsKey(user) ? ChatRejection.NOT_A_MEMBER : ChatRejection.NO_SUCH_CHAT;
    }

    // ---- evolving

    /** The only dispatch on events; never refuses. */
    public ChatState evolve(ChatEvent event, ChatLimits limits) {
        long seq = counts.seq() + 1;
        Counts next = new Counts(seq, counts.messages() + (event instanceof ChatEvent.Posted ? 1 : 0));
        DedupeWindow remembered = remember(event, next, limits);
        if (event instanceof ChatEvent.Posted || event instanceof ChatEvent.Opened) {
            return new ChatState(kind, title, members, sizeClass, remembered, next);
        }
        if (event instanceof ChatEvent.Created created) {
            Members first = Members.NOBODY.add(created.members(), seq);
            Members owned = created.kind() == ChatKind.GROUP ? first.ownedBy(created.by()) : first;
            return new ChatState(created.kind(), created.title(), owned, classOf(owned), remembered, next);
        }
        if (event instanceof ChatEvent.Renamed renamed) {
            return new ChatState(kind, renamed.title(), members, sizeClass, remembered, next);
        }
        Members changed = changedMembers(event, seq);
        return new ChatState(kind, title, changed, classOf(changed), remembered, next);
    }

    private Members changedMembers(ChatEvent event, long seq) {
        if (event instanceof ChatEvent.MembersAdded added) {
            Members more = members.add(added.users(), seq);
            return more.owner() == null ? more.ownedBy(added.by()) : more;
        }
        if (event instanceof ChatEvent.MemberRemoved removed) {
            return members.remove(removed.user(), seq);
        }
        if (event instanceof ChatEvent.MemberLeft left) {
            return members.remove(left.by(), seq);
        }
        throw new IllegalStateException("unevolved event: " + event.getClass());
    }

    private SizeClass classOf(Members changed) {
        if (changed.count() > SizeClass.SMALL_MEMBERS_MAX) {
            return SizeClass.MEDIUM;
        }
        return changed.count() < SizeClass.MEDIUM_MEMBERS_MIN ? SizeClass.SMALL : sizeClass;
    }

    private DedupeWindow remember(ChatEvent event, Counts next, ChatLimits limits) {
        UserId by = event.by();
        MessageKey key = event.key();
        if (by == null || key == null) {
            return window;
        }
        return window.plus(
                new DedupeWindow.Key(by, key),
                new DedupeWindow.Answer(next.seq(), next.messages(), event.at(), Fingerprint.of(event)),
                limits.dedupeKeysMax());
    }

    // ---- asking

    public boolean exists() {
        return kind != null;
    }

    /** Only of a chat that exists. */
    public ChatKind kind() {
        return Objects.requireNonNull(kind, "a chat without entries has no kind");
    }

    public String title() {
        return title;
    }

    public long seq() {
        return counts.seq();
    }

    public long messages() {
        return counts.messages();
    }

    public SizeClass sizeClass() {
        return sizeClass;
    }

    public int memberCount() {
        return members.count();
    }

    /** In the order of their ids. */
    public List<UserId> members() {
        return members.all();
    }

    public boolean isMember(UserId user) {
        return members.contains(user);
    }

    public boolean isOwner(UserId user) {
        return user.equals(members.owner());
    }

    /** The entry that added a member; empty for others. */
    public OptionalLong joinedSeq(UserId user) {
        Long seq = members.joined().get(user);
        return seq == null ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /** The entry that removed a former member; empty for members, strangers, and those who left long ago. */
    public OptionalLong leftSeq(UserId user) {
        Long seq = members.former().get(user);
        return seq == null ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /** Former members that are still remembered. */
    public List<UserId> formerMembers() {
        return List.copyOf(members.former().keySet());
    }

    /** Of the former members, the one whose entry is the newest; empty when nobody has left. */
    public Optional<UserId> lastToLeave() {
        return members.former().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    Members membersDetail() {
        return members;
    }

    /** How far each sender got who did something after {@code seq}, as far back as keys are remembered. */
    public Map<UserId, Position> sendersAfter(long seq) {
        return window.sendersAfter(seq);
    }

    DedupeWindow window() {
        return window;
    }

    @Nullable
    ChatKind kindOrNull() {
        return kind;
    }

    /** Whether {@code event} is what a command with this fingerprint led to. */
    public static boolean answers(ChatEvent event, ChatCommand command) {
        return command.by().equals(event.by())
                && command.key().equals(event.key())
                && Fingerprint.of(event) == Fingerprint.of(command);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChatState that
                && kind == that.kind
                && title.equals(that.title)
                && members.equals(that.members)
                && sizeClass == that.sizeClass
                && window.equals(that.window)
                && counts.equals(that.counts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, title, counts);
    }
}
