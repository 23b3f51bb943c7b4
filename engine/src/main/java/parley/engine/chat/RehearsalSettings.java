package parley.engine.chat;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What a node plays before it joins the others; {@code parley.engine.rehearsal} in reference.conf explains each.
 *
 * @param chats that are started, one after the other; 0: there is no rehearsal
 * @param within after this the node goes on as it is
 */
public record RehearsalSettings(int chats, Duration within) {

    public static RehearsalSettings from(Config config) {
        return new RehearsalSettings(config.getInt("chats"), config.getDuration("within"));
    }
}
