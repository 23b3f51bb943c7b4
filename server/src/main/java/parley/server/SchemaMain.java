package parley.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.persistence.PersistenceSettings;

/**
 * Brings the tables to the version of this software, and ends: what a deployment runs once before it starts nodes that do not do it
 * themselves. Configured like a node. Waits for a Cassandra that is away, and for another one that is at work; whoever comes after one
 * that died goes on where it stopped.
 */
public final class SchemaMain {

    private static final Logger log = LoggerFactory.getLogger(SchemaMain.class);

    private SchemaMain() {}

    public static void main(String[] args) {
        try {
            Config config = ConfigFactory.load();
            var settings = PersistenceSettings.from(ServerSettings.from(config).applyTo(config));
            StoreStart.updateSchema(settings);
            log.info("schema up to date keyspace={}", settings.keyspace());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Main.exit(e);
        } catch (RuntimeException e) {
            log.error("schema not up to date", e);
            Main.exit(e);
        }
    }
}
