package parley.engine.chat.domain;

import java.util.List;
import parley.engine.id.MessageKey;
import parley.engine.id.UserId;

/** What somebody asks of a chat. {@code by} was stamped by the gateway; {@code key} makes asking twice the same as asking once. */
public sealed interface ChatCommand {

    UserId by();

    MessageKey key();

    /** Creates the chat, or is answered as its duplicate when it exists. {@code users} may or may not include {@code by}. */
    record Create(ChatKind kind, String title, UserId by, MessageKey key, List<UserId> users) implements ChatCommand {
        public Create {
            users = List.copyOf(users);
        }
    }

    /** {@code since} is the chat's seq that the sender had at the first try. */
    record Post(UserId by, MessageKey key, long since, String text) implements ChatCommand {}

    record AddMembers(UserId by, MessageKey key, List<UserId> users) implements ChatCommand {
        public AddMembers {
            users = List.copyOf(users);
        }
    }

    record RemoveMember(UserId by, MessageKey key, UserId user) implements ChatCommand {}

    record Leave(UserId by, MessageKey key) implements ChatCommand {}

    record Rename(UserId by, MessageKey key, String title) implements ChatCommand {}
}
