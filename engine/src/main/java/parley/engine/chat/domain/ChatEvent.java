package parley.engine.chat.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.id.MessageKey;
import parley.engine.id.UserId;

/**
 * One entry of a chat's log. Events are for ever: a component is never renamed or dropped, and each kind has a manifest of its
 * own and a golden file. {@code at} is the server's wall clock when the event was decided, in epoch milliseconds; it is for
 * showing, order is the seq alone.
 */
public sealed interface ChatEvent {

    long at();

    /** Who did it; null for what the chat did by itself. */
    @Nullable
    UserId by();

    /** The idempotency key of the command that this event answers; null for what the chat did by itself. */
    @Nullable
    MessageKey key();

    /** Always the first entry. {@code members} includes {@code by}, who owns a group. */
    record Created(ChatKind kind, String title, UserId by, List<UserId> members, MessageKey key, long at)
            implements ChatEvent {
        public Created {
            members = List.copyOf(members);
        }
    }

    /** A message. The only kind of entry that counts as one. */
    record Posted(UserId by, MessageKey key, String text, long at) implements ChatEvent {}

    record MembersAdded(UserId by, MessageKey key, List<UserId> users, long at) implements ChatEvent {
        public MembersAdded {
            users = List.copyOf(users);
        }
    }

    record MemberRemoved(UserId by, MessageKey key, UserId user, long at) implements ChatEvent {}

    /** {@code by} left; where they owned the group, the member who has been in it longest owns it now. */
    record MemberLeft(UserId by, MessageKey key, long at) implements ChatEvent {}

    record Renamed(UserId by, MessageKey key, String title, long at) implements ChatEvent {}

    /**
     * Written by an incarnation that recovered entries nobody had confirmed: once it is durable, a late write of an older
     * incarnation can no longer undo what was recovered. Hidden from clients but for its seq.
     */
    record Opened(long at) implements ChatEvent {
        @Override
        public @Nullable UserId by() {
            return null;
        }

        @Override
        public @Nullable MessageKey key() {
            return null;
        }
    }
}
