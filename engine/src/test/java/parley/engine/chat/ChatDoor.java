package parley.engine.chat;

import akka.actor.typed.Behavior;
import parley.engine.id.ChatId;

/** Chats as sharding starts and stops them, for tests in other packages. */
public final class ChatDoor {

    private ChatDoor() {}

    public static Behavior<ChatProtocol.Message> chat(
            ChatId chat, String shard, ChatServices services, ChatSettings settings) {
        return Chat.create(new Chat.Identity(chat, shard), services, settings);
    }

    public static ChatProtocol.Message stop() {
        return Chat.Stop.INSTANCE;
    }
}
