package parley.engine.handover;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a node that leaves gives its shards away, and when one that comes gets some; {@code parley.engine.hand-over} in reference.conf explains each.
 *
 * @param shardsAtOnce of each kind that move at the same time, at most
 * @param fewChats a node with no more chats awake than this gives all shards away at once
 * @param within after this the rest goes at once
 * @param newcomersRest so long a node that came to others gets no shards
 */
public record HandOverSettings(int shardsAtOnce, int fewChats, Duration within, Duration newcomersRest) {

    public static HandOverSettings from(Config config) {
        return new HandOverSettings(
                config.getInt("shards-at-once"),
                config.getInt("few-chats"),
                config.getDuration("within"),
                config.getDuration("newcomers-rest"));
    }
}
