package parley.engine.chat;

import com.typesafe.config.Config;
import java.time.Duration;
import parley.engine.chat.domain.ChatLimits;

/**
 * The bounds of a chat; {@code parley.engine.chat} in reference.conf explains each.
 *
 * @param burstIdle messages with less than this between them are a burst, in which rows are open; zero for none
 * @param burstEntriesMax entries that open rows may lack; never more than there are keys remembered, from which a chat that starts knows how far senders got
 * @param groupBytesMax estimated bytes of the commands that travel in one write
 */
public record ChatSettings(
        ChatLimits limits,
        int pendingMax,
        int groupCommandsMax,
        int groupBytesMax,
        int ungatedGroupsMax,
        Duration burstIdle,
        int burstEntriesMax,
        Duration gateRetry,
        int gateTriesMax,
        int readsMax,
        int pageBytesMax,
        int recentEntriesMax,
        int recentBytesMax,
        int receiptMembersMax,
        Duration receiptFlush,
        Duration toldAgainWithin) {

    public static ChatSettings from(Config config) {
        return new ChatSettings(
                new ChatLimits(
                        config.getInt("members-max"),
                        config.getInt("dedupe-keys-max"),
                        config.getInt("dedupe-search-entries-max")),
                config.getInt("pending-commands-max"),
                config.getInt("group-commands-max"),
                Math.toIntExact(config.getBytes("group-bytes-max")),
                config.getInt("ungated-groups-max"),
                config.getDuration("burst-idle"),
                Math.min(config.getInt("burst-entries-max"), config.getInt("dedupe-keys-max")),
                config.getDuration("gate-retry"),
                config.getInt("gate-tries-max"),
                config.getInt("reads-in-flight-max"),
                Math.toIntExact(config.getBytes("page-bytes-max")),
                config.getInt("recent-entries-max"),
                Math.toIntExact(config.getBytes("recent-bytes-max")),
                config.getInt("receipt-members-max"),
                config.getDuration("receipt-flush"),
                config.getDuration("told-again-within"));
    }
}
