package parley.engine;

import akka.actor.typed.ActorRef;
import java.util.List;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;

/**
 * What the edge knows of the engine. Telling delivers at most once and never blocks; a caller that needs an answer keeps a
 * time-out, and may tell the same again because every command carries its key. Thread-safe.
 */
public interface Engine {

    /** Tells a chat, wherever in the cluster it lives. */
    void tell(ChatId chat, ChatProtocol.Message message);

    /** Tells a user's session, wherever in the cluster it lives. */
    void tell(UserId user, SessionProtocol.Message message);

    /** Pushes one wire frame to the devices of these users that are connected; it changes nothing in their lists. */
    void push(List<UserId> users, byte[] frame);

    /**
     * Makes a hub of this node known: it will be told which slots moved, so that it can register its connections again. It is
     * watched, and forgotten when it stops.
     */
    void attach(ActorRef<HubProtocol.Message> hub);
}
