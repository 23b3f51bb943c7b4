package parley.engine.session;

import com.typesafe.config.Config;
import java.time.Duration;

/** The bounds of sessions and slots; {@code parley.engine.session} in reference.conf explains each. */
public record SessionSettings(
        int connectionsMax,
        int listReadsMax,
        int listPageRows,
        int keptRowsMax,
        int keptRowsPerNodeMax,
        Duration chatAnswerWithin,
        long provenEntriesMax,
        Duration unsurePace,
        Duration recheck,
        Duration offlineGrace,
        Duration connectionForgottenAfter,
        Duration presenceFlush,
        Duration watchRenewal,
        int watchersMax,
        int watchedUsersMax,
        int lastSeenMax) {

    public static SessionSettings from(Config config) {
        return new SessionSettings(
                config.getInt("connections-max"),
                config.getInt("list-reads-in-flight-max"),
                config.getInt("list-page-rows"),
                config.getInt("kept-rows-max"),
                config.getInt("kept-rows-per-node-max"),
                config.getDuration("chat-answer-within"),
                config.getLong("proven-entries-max"),
                config.getDuration("unsure-pace"),
                config.getDuration("recheck"),
                config.getDuration("offline-grace"),
                config.getDuration("connection-forgotten-after"),
                config.getDuration("presence-flush"),
                config.getDuration("watch-renewal"),
                config.getInt("watchers-max"),
                config.getInt("watched-users-max"),
                config.getInt("last-seen-max"));
    }
}
