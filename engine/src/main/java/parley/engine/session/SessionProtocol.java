package parley.engine.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.ClusterMessage;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.Position;
import parley.engine.id.UserId;

/** What a user's session can be told. Every message names its user, since it travels through the user's slot. */
public final class SessionProtocol {

    private SessionProtocol() {}

    public interface Message extends ClusterMessage {
        UserId user();
    }

    /**
     * A device is connected. Answered by {@code Welcomed} and list pages, or {@code Unavailable}. A device registers before its
     * list is read, so nothing falls between. Registering the same connection again is harmless.
     *
     * @param open what the client has of the chats it has open
     * @param digest of the client's list, 16 numbers; null when it has none
     */
    public record Register(
            UserId user,
            DeviceId device,
            List<Open> open,
            @Nullable List<Long> digest,
            ReplyTo replyTo) implements Message {}

    public record Open(ChatId chat, long seq) {}

    /**
     * The same connection, told to a session that moved. Answered by {@code Registered}; until then it is told again. The
     * session is unsure and sends positions.
     */
    public record RegisterAgain(UserId user, DeviceId device, ReplyTo replyTo) implements Message {}

    /** A connection is gone. */
    public record Unregister(UserId user, ReplyTo replyTo) implements Message {}

    /** Reads the list again. Answered by {@code Listed} and list pages. */
    public record ReadList(UserId user, @Nullable List<Long> digest, ReplyTo replyTo) implements Message {}

    /** Ends the device's connections; the device was revoked. */
    public record Revoke(UserId user, DeviceId device) implements Message {}

    /** A chat says that the user's read position moved, and is stored. Told to the user's devices. */
    public record ReadMoved(UserId user, ChatId chat, Position read) implements Message {}

    /** Replaces whom this connection watches. Answered by {@code PresenceStates}; changes are pushed. */
    public record WatchPresence(UserId user, List<UserId> watched, ReplyTo replyTo) implements Message {}
}
