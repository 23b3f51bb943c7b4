package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Is told what happens to a {@link WireClient}, in order and one call at a time. Must not block: the client waits for it. Methods
 * are called on the client's own serial thread.
 */
public interface WireListener {

    /** Hears nothing. */
    WireListener NONE = new WireListener() {};

    /** The next entry of a chat's log: each seq once and in order, whichever way it came. */
    default void onEntry(String chat, Entry entry) {}

    /** The client had to drop what it had of a chat; entries go on after {@code afterSeq}. */
    default void onRestarted(String chat, long afterSeq) {}

    default void onWelcome(Answers.Welcome welcome) {}

    /** The client is current; {@code socket} says with which address. */
    default void onSynced(String socket) {}

    /**
     * The connection is gone; the client comes back by itself. 1006 stands for a connection that broke or never was; at 1000 it was left, and
     * the next one is welcome already if the node had asked for that.
     */
    default void onDisconnected(int closeCode, String reason) {}

    /** The client will not come back: it was closed, its device was revoked or replaced, or its token is refused. */
    default void onEnded(int closeCode, String reason) {}

    /** A pushed frame that is not an entry: receipt, position, typing, presence, heartbeat, goaway, resync. */
    default void onPush(String type, JsonNode frame) {}

    /** The server did what the protocol does not allow. */
    default void onViolation(String what) {}
}
