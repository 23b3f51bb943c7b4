package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a {@link Link} serves. {@code onDown} follows each connection or failed try, {@code onEnded} comes once and last. */
interface Party {
    /** An id for the link's own requests. */
    long nextId();

    /** A hello with all but its id and token. */
    ObjectNode hello();

    void onWelcome(Answers.Welcome welcome);

    /** The server was restored from a backup: what the client has may not be there any more. A new connection follows. */
    void onOtherHistory();

    /** Any frame but the answers to the link's own requests. */
    void onFrame(String type, JsonNode frame);

    /** The connection is current; called after {@code onFrame} saw its {@code synced}. */
    void onCurrent(String socketUrl);

    /** A token to hand in on the live connection. */
    void onRenewed(String token);

    void onDown(int code, String reason);

    void onEnded(int code, String reason);
}
