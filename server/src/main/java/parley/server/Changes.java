package parley.server;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.ws.LiveSettings;
import parley.server.logging.LogLevels;

/**
 * What can be changed of a node while it runs: levels of loggers, and some limits of its gateway. Every change is logged with who made
 * it, and lasts until the process ends. Thread-safe.
 */
public final class Changes implements Extension {

    private static final Logger log = LoggerFactory.getLogger(Changes.class);

    private final LogLevels levels = LogLevels.current();
    private volatile @Nullable LiveSettings live;

    /** The changes of {@code system}: there is one for each. */
    public static Changes get(ActorSystem<?> system) {
        return Id.INSTANCE.apply(system);
    }

    /** Those of the gateway, where the node has one. */
    void offer(LiveSettings settings) {
        live = settings;
    }

    /** None on a node without a gateway. */
    List<LiveSettings.Limit> limits() {
        LiveSettings settings = live;
        return settings == null ? List.of() : settings.limits();
    }

    Optional<LiveSettings.Limit> limit(String name) {
        LiveSettings settings = live;
        return settings == null ? Optional.empty() : settings.find(name);
    }

    /**
     * Changes a limit.
     *
     * @throws IllegalArgumentException if it cannot be that
     */
    void setLimit(LiveSettings.Limit limit, int value, String by) {
        LiveSettings settings = live;
        if (settings != null) {
            settings.set(limit.name(), value);
            log.info("limit changed limit={} from={} to={} by={}", limit.name(), limit.value(), value, by);
        }
    }

    void resetLimit(LiveSettings.Limit limit, String by) {
        LiveSettings settings = live;
        if (settings != null) {
            settings.reset(limit.name());
            log.info("limit changed limit={} from={} to={} by={}", limit.name(), limit.value(), limit.configured(), by);
        }
    }

    LogLevels.Level level(String logger) {
        return levels.of(logger);
    }

    /**
     * Changes a level.
     *
     * @throws IllegalArgumentException if there is no such level, or too many loggers were changed
     */
    void setLevel(String logger, String level, String by) {
        String before = levels.of(logger).level();
        levels.set(logger, level);
        log.info("level changed name={} from={} to={} by={}", logger, before, level, by);
    }

    void resetLevel(String logger, String by) {
        String before = levels.of(logger).level();
        levels.reset(logger);
        log.info(
                "level changed name={} from={} to={} by={}",
                logger,
                before,
                levels.of(logger).level(),
                by);
    }

    private static final class Id extends ExtensionId<Changes> {

        static final Id INSTANCE = new Id();

        @Override
        public Changes createExtension(ActorSystem<?> system) {
            return new Changes();
        }
    }
}
