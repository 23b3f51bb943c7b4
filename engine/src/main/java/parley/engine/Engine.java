package parley.engine;

import parley.engine.chat.ChatProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;

/**
 * What the edge knows of the engine: two doors. Both deliver at most once and never block; a caller that needs an answer keeps a
 * time-out, and may tell the same again because every command carries its key. Thread-safe.
 */
public interface Engine {

    /** Tells a chat, wherever in the cluster it lives. */
    void tell(ChatId chat, ChatProtocol.Message message);

    /** Tells a user's session, wherever in the cluster it lives. */
    void tell(UserId user, SessionProtocol.Message message);
}
