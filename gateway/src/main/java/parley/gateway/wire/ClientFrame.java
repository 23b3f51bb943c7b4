package parley.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says, as {@link FrameCodec} read it: every field is present unless it is nullable, of its type and within {@link
 * WireLimits}. Ids and keys have the allowed characters.
 */
public sealed interface ClientFrame {

    /** What the frame calls itself. */
    String type();

    /** The client's number for this request; null where the frame has none, which only some may. */
    @Nullable
    Long requestId();

    /** A frame that is always answered. */
    sealed interface Request extends ClientFrame {
        long id();

        @Override
        default Long requestId() {
            return id();
        }
    }

    /** Changes a chat; taken in the order in which the connection sent them. */
    sealed interface ChatCommand extends Request {
        String key();
    }

    /** One that puts people into a chat, who may not have asked for it. */
    sealed interface Invitation extends ChatCommand {}

    /** {@code digest}: 16 numbers of 16 hexadecimal digits. */
    record Hello(
            long id,
            @Nullable String token,
            List<OpenChat> chats,
            @Nullable List<String> digest) implements Request {
        @Override
        public String type() {
            return "hello";
        }
    }

    /** What the client has of a chat. */
    record OpenChat(String chat, long seq) {}

    record ListChats(long id, @Nullable List<String> digest) implements Request {
        @Override
        public String type() {
            return "list";
        }
    }

    record CreateDirect(long id, String key, String user) implements Invitation {
        @Override
        public String type() {
            return "create_chat";
        }
    }

    record CreateGroup(long id, String key, String title, List<String> users) implements Invitation {
        @Override
        public String type() {
            return "create_chat";
        }
    }

    record GetChat(long id, String chat) implements Request {
        @Override
        public String type() {
            return "get_chat";
        }
    }

    record AddMembers(long id, String chat, String key, List<String> users) implements Invitation {
        @Override
        public String type() {
            return "add_members";
        }
    }

    record RemoveMember(long id, String chat, String key, String user) implements ChatCommand {
        @Override
        public String type() {
            return "remove_member";
        }
    }

    record Leave(long id, String chat, String key) implements ChatCommand {
        @Override
        public String type() {
            return "leave";
        }
    }

    record Rename(long id, String chat, String key, String title) implements ChatCommand {
        @Override
        public String type() {
            return "rename";
        }
    }

    record Members(long id, String chat, @Nullable String after, int limit) implements Request {
        @Override
        public String type() {
            return "members";
        }
    }

    record Send(long id, String chat, String key, long since, String text) implements ChatCommand {
        @Override
        public String type() {
            return "send";
        }
    }

    record Sync(long id, String chat, long after) implements Request {
        @Override
        public String type() {
            return "sync";
        }
    }

    /** At most one of {@code after} and {@code before} is there. */
    record History(
            long id,
            String chat,
            @Nullable Long after,
            @Nullable Long before,
            int limit) implements Request {
        @Override
        public String type() {
            return "history";
        }
    }

    record Delivered(@Nullable Long id, String chat, long seq) implements ClientFrame {
        @Override
        public String type() {
            return "delivered";
        }

        @Override
        public @Nullable Long requestId() {
            return id;
        }
    }

    record Read(@Nullable Long id, String chat, long seq) implements ClientFrame {
        @Override
        public String type() {
            return "read";
        }

        @Override
        public @Nullable Long requestId() {
            return id;
        }
    }

    record Receipts(long id, String chat) implements Request {
        @Override
        public String type() {
            return "receipts";
        }
    }

    record Typing(String chat, boolean on) implements ClientFrame {
        @Override
        public String type() {
            return "typing";
        }

        @Override
        public @Nullable Long requestId() {
            return null;
        }
    }

    record WatchPresence(long id, List<String> users) implements Request {
        @Override
        public String type() {
            return "watch_presence";
        }
    }

    record Ping(long id) implements Request {
        @Override
        public String type() {
            return "ping";
        }
    }

    record Token(long id, String token) implements Request {
        @Override
        public String type() {
            return "token";
        }
    }

    record Resynced(long id) implements Request {
        @Override
        public String type() {
            return "resynced";
        }
    }
}
