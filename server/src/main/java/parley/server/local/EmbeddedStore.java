package parley.server.local;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraException;
import parley.persistence.embedded.EmbeddedCassandraException.Reason;
import parley.persistence.embedded.EmbeddedCassandraOptions;

/** A Cassandra of our own, with its data in the data directory. */
final class EmbeddedStore implements Store {

    private final Place place;
    private final EmbeddedCassandraOptions options;
    private volatile @Nullable EmbeddedCassandra cassandra;

    EmbeddedStore(Place place, EmbeddedCassandraOptions options) {
        this.place = place;
        this.options = options;
    }

    @Override
    public List<String> contactPoints() {
        return List.of(place.host() + ":" + options.nativePort());
    }

    @Override
    public String namespace() {
        return place.namespace();
    }

    @Override
    public CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(this::startAndWait, task -> {
            // A thread of its own: the start blocks for seconds.
            var thread = new Thread(task, "cassandra-start");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void startAndWait() {
        try {
            cassandra = EmbeddedCassandra.start(options);
        } catch (EmbeddedCassandraException e) {
            throw new ClusterFault(firstLine(e), wayOut(e.reason()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String firstLine(EmbeddedCassandraException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.reason().name());
    }

    private String wayOut(Reason reason) {
        return switch (reason) {
            case NOT_INSTALLED -> "build again: delete server/target and run ./parley up";
            case PORT_TAKEN -> "run ./parley up once more, it chooses other ports";
            case DISK_FULL -> "free some space or choose another --data";
            case DATA_TOO_NEW -> "run the version that wrote it, or choose another --data";
            case DIRECTORY_IN_USE -> "stop the process that uses it, or choose another --data";
            case DIED_AT_START, NOT_READY -> "its logs say why: " + options.directory();
        };
    }

    @Override
    public long pid() {
        EmbeddedCassandra running = cassandra;
        return running == null || !running.isAlive() ? 0 : running.pid();
    }

    @Override
    public boolean died() {
        EmbeddedCassandra started = cassandra;
        return started != null && !started.isAlive();
    }

    @Override
    public void ask(String line) {
        EmbeddedCassandra running = cassandra;
        if (running != null) {
            try {
                running.ask(line);
            } catch (IOException gone) {
                // Whoever asked waits for an answer, and not for ever.
            }
        }
    }

    @Override
    public void stop() {
        EmbeddedCassandra running = cassandra;
        if (running != null) {
            running.close();
        }
    }
}
