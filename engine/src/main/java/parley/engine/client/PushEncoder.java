package parley.engine.client;

import java.util.List;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * Turns what is pushed to many into wire bytes, once. The engine calls it where a thing happens; the edge implements it, so the
 * engine knows no wire format. Thread-safe, never blocks, never fails.
 */
public interface PushEncoder {

    /** One entry as an object, to be put into frames and pages. */
    byte[] entry(StoredEntry entry);

    /** A whole {@code entries} frame. */
    byte[] entries(ChatId chat, List<byte[]> entries);

    byte[] receipt(ChatId chat, UserId user, long deliveredSeq, long readSeq);

    byte[] typing(ChatId chat, UserId user, boolean on);

    /** The user's own read position, for their devices. */
    byte[] position(ChatId chat, Position read);

    byte[] presence(List<PresenceState> states);

    /** A {@code heartbeat} that carries positions of chats, so that a client that missed pushes finds out. */
    byte[] positions(List<ChatPosition> positions);

    /** {@code newest}: where the chat is; {@code read}: how far the user has read it. */
    record ChatPosition(ChatId chat, Position newest, Position read) {}
}
