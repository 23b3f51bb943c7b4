package parley.persistence.snapshot;

import akka.actor.ExtendedActorSystem;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import akka.serialization.Serialization;
import akka.serialization.Serialization$;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.journal.Epoch;
import parley.engine.journal.Epoched;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * Akka's snapshot plugin {@code parley.snapshots}. A row says which entry, (seq, epoch), its state is of: the journal's replay
 * starts there. A payload that is {@link Epoched} gives the epoch of the last entry in it; any other has epoch 0. A snapshot that
 * cannot be read, as one of a later version, is passed over for an older one or for the whole log.
 */
public final class CassandraSnapshotStore extends SnapshotStore {

    /** A snapshot is one cell, and a mutation may be no larger than half a commit log segment (16 MiB). */
    static final int SNAPSHOT_BYTES_MAX = 7 << 20;

    private static final Logger log = LoggerFactory.getLogger(CassandraSnapshotStore.class);

    private final CassandraStore store;
    private final Cql cql;
    private final Serialization serialization;
    private final Cql.Prepared insert;
    private final Cql.Prepared selectKeys;
    private final Cql.Prepared selectBody;
    private final Cql.Prepared delete;

    public CassandraSnapshotStore(Config config) {
        store = CassandraStore.get(context().system());
        cql = store.cql();
        serialization = SerializationExtension.get(context().system());
        insert = cql.prepare(
                "INSERT INTO %s (chat, seq, epoch, at, serializer, manifest, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                "snapshots");
        selectKeys = cql.prepare("SELECT seq, epoch, at FROM %s WHERE chat = ? AND seq >= ? AND seq <= ?", "snapshots");
        selectBody = cql.prepare(
                "SELECT serializer, manifest, body FROM %s WHERE chat = ? AND seq = ? AND epoch = ?", "snapshots");
        delete = cql.prepare("DELETE FROM %s WHERE chat = ? AND seq = ? AND epoch = ?", "snapshots");
    }

    private record Key(long seq, long epoch, long at) {
        static Key of(Row row) {
            return new Key(row.getLong(0), row.getLong(1), row.getLong(2));
        }
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(
                keys(persistenceId, criteria).thenCompose(keys -> loadFirstReadable(persistenceId, keys)));
    }

    private CompletionStage<Optional<SelectedSnapshot>> loadFirstReadable(String persistenceId, List<Key> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return load(persistenceId, keys.get(0))
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : loadFirstReadable(persistenceId, keys.subList(1, keys.size())));
    }

    /** Newest first. There are few: those that retention keeps, and those being written. */
    private CompletionStage<List<Key>> keys(String persistenceId, SnapshotSelectionCriteria criteria) {
        List<Key> keys = new ArrayList<>();
        return selectKeys
                .bind(persistenceId, criteria.minSequenceNr(), criteria.maxSequenceNr())
                .thenCompose(statement -> cql.forEach(statement, row -> {
                    Key key = Key.of(row);
                    if (key.at >= criteria.minTimestamp() && key.at <= criteria.maxTimestamp()) {
                        keys.add(key);
                    }
                }))
                .thenApply(done -> keys);
    }

    private CompletionStage<Optional<SelectedSnapshot>> load(String persistenceId, Key key) {
        return selectBody
                .one(persistenceId, key.seq, key.epoch)
                .thenApply(
                        found -> found.flatMap(row -> read(row, new SnapshotMetadata(persistenceId, key.seq, key.at))));
    }

    private Optional<SelectedSnapshot> read(Row row, SnapshotMetadata metadata) {
        ByteBuffer body = Optional.ofNullable(row.getByteBuffer("body")).orElseGet(() -> ByteBuffer.allocate(0));
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        Try<Object> snapshot =
                serialization.deserialize(bytes, row.getInt("serializer"), String.valueOf(row.getString("manifest")));
        if (snapshot.isFailure()) {
            log.warn(
                    "snapshot passed over chat={} seq={} cause={}",
                    metadata.persistenceId(),
                    metadata.sequenceNr(),
                    snapshot.failed().get().toString());
            return Optional.empty();
        }
        return Optional.of(SelectedSnapshot.create(metadata, snapshot.get()));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        if (!store.maySnapshot(metadata.persistenceId())) {
            return failed(new IllegalStateException("snapshot of " + metadata.persistenceId() + ": not confirmed"));
        }
        Serializer serializer = serialization.findSerializerFor(snapshot);
        byte[] body = Serialization$.MODULE$.withTransportInformation(
                (ExtendedActorSystem) context().system(), () -> serializer.toBinary(snapshot));
        if (body.length > SNAPSHOT_BYTES_MAX) {
            return failed(new IllegalStateException("snapshot of " + metadata.persistenceId() + ": " + body.length
                    + " bytes (expected: at most " + SNAPSHOT_BYTES_MAX + ")"));
        }
        return FutureConverters.asScala(insert.execute(
                        metadata.persistenceId(),
                        metadata.sequenceNr(),
                        epochOf(snapshot),
                        metadata.timestamp(),
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, snapshot),
                        ByteBuffer.wrap(body))
                .thenAccept(done -> {}));
    }

    private static long epochOf(Object snapshot) {
        return snapshot instanceof Epoched epoched ? epoched.epoch() : Epoch.NONE;
    }

    private static Future<Void> failed(Exception reason) {
        return FutureConverters.asScala(CompletableFuture.failedFuture(reason));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        long at = metadata.timestamp();
        return doDeleteAsync(
                metadata.persistenceId(),
                new SnapshotSelectionCriteria(
                        metadata.sequenceNr(), at == 0 ? Long.MAX_VALUE : at, metadata.sequenceNr(), at));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(keys(persistenceId, criteria).thenCompose(keys -> {
            var deleted = keys.stream()
                    .map(key ->
                            delete.execute(persistenceId, key.seq, key.epoch).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(deleted);
        }));
    }
}
