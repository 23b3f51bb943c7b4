package parley.server;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node. Runs until it is told to stop (SIGTERM), is removed from the cluster, or loses the process that started it; it then
 * leaves in the order of the coordinated shutdown. Exit status {@value #EXIT_CANNOT_START} means that it could not start.
 */
public final class Main {

    private static final int EXIT_CANNOT_START = 1;

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        try {
            start(ConfigFactory.load());
        } catch (ConfigException | IllegalArgumentException e) {
            log.error("node misconfigured reason={}", e.getMessage());
            exit(e);
        } catch (RuntimeException e) {
            log.error("node failed to start", e);
            exit(e);
        }
    }

    static void exit(Throwable reason) {
        sayWhy(reason);
        System.exit(EXIT_CANNOT_START);
    }

    /** One line on standard error, where a supervisor finds it. */
    static void sayWhy(Throwable reason) {
        Throwable cause =
                reason instanceof CompletionException && reason.getCause() != null ? reason.getCause() : reason;
        System.err.println(
                String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString()));
    }

    private static void start(Config config) {
        ServerSettings settings = ServerSettings.from(config);
        if (settings.parentPipe()) {
            ParentPipe.watch(System.in);
        }
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "parley", settings.applyTo(config));
        log.info(
                "node starting roles={} version={}",
                settings.roles(),
                BuildInfo.load().version());
        Wiring.start(system, settings);
    }
}
