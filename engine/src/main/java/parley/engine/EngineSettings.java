package parley.engine;

import com.typesafe.config.Config;
import java.time.Duration;
import parley.engine.chat.ChatSettings;
import parley.engine.chat.RehearsalSettings;
import parley.engine.fanout.FanOut.FanOutSettings;
import parley.engine.handover.HandOverSettings;
import parley.engine.lease.LeaseSettings;
import parley.engine.session.SessionSettings;

/**
 * The engine's settings, read once at start from {@code parley.engine}; reference.conf explains each.
 *
 * @param role of the nodes that hold chats and sessions
 */
public record EngineSettings(
        String role,
        int shards,
        Duration passivateAfter,
        int activeChatsMax,
        ChatSettings chat,
        SessionSettings session,
        FanOutSettings fanOut,
        LeaseSettings lease,
        HandOverSettings handOver,
        RehearsalSettings rehearsal) {

    public static EngineSettings from(Config config) {
        return new EngineSettings(
                config.getString("role"),
                config.getInt("shards"),
                config.getDuration("passivate-after"),
                config.getInt("active-chats-max"),
                ChatSettings.from(config.getConfig("chat")),
                SessionSettings.from(config.getConfig("session")),
                new FanOutSettings(
                        config.getInt("fan-out.unanswered-max"),
                        config.getBytes("fan-out.unanswered-bytes-max"),
                        config.getInt("fan-out.tries-max"),
                        config.getDuration("fan-out.resend-after")),
                LeaseSettings.from(config.getConfig("lease")),
                HandOverSettings.from(config.getConfig("hand-over")),
                RehearsalSettings.from(config.getConfig("rehearsal")));
    }
}
