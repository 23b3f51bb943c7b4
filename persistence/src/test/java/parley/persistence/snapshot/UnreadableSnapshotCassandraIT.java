package parley.persistence.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.persistence.Persistence;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotProtocol;
import akka.persistence.SnapshotSelectionCriteria;
import akka.testkit.javadsl.TestKit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.persistence.CassandraStore;
import parley.persistence.TestCassandra;

/** What a node of a later version has written must not keep a chat from starting here. */
class UnreadableSnapshotCassandraIT {

    private static final int UNKNOWN_SERIALIZER = 999_999;

    private static ActorSystem system;

    private final String chat = "default/" + UUID.randomUUID();
    private final TestKit client = new TestKit(system);
    private final ActorRef snapshots = Persistence.get(system)
            .snapshotStoreFor("parley.snapshots", system.settings().config());

    @BeforeAll
    static void open() {
        system = ActorSystem.create("snapshots", TestCassandra.shared().config());
    }

    @AfterAll
    static void close() {
        TestKit.shutdownActorSystem(system);
    }

    private void save(long seq, String state) {
        snapshots.tell(
                new SnapshotProtocol.SaveSnapshot(SnapshotMetadata.apply(chat, seq, seq, scala.Option.empty()), state),
                client.getRef());
        client.expectMsgClass(akka.persistence.SaveSnapshotSuccess.class);
    }

    private void saveUnreadable(long seq) {
        CassandraStore.get(system)
                .cql()
                .prepare(
                        "INSERT INTO %s (chat, seq, epoch, at, serializer, manifest, body) VALUES (?, ?, ?, ?, ?, ?, 0x7b)",
                        "snapshots")
                .execute(chat, seq, 0L, seq, UNKNOWN_SERIALIZER, "chat.snapshot.v99")
                .toCompletableFuture()
                .join();
    }

    private Object load() {
        snapshots.tell(
                new SnapshotProtocol.LoadSnapshot(chat, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
                client.getRef());
        var loaded =
                client.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class).snapshot();
        return loaded.isEmpty() ? "none" : loaded.get().snapshot();
    }

    @Test
    void anOlderSnapshotIsTakenWhenTheNewestCannotBeRead() {
        save(5, "the state after five");
        saveUnreadable(9);

        assertThat(load()).isEqualTo("the state after five");
    }

    @Test
    void theWholeLogIsTakenWhenNoneCanBeRead() {
        saveUnreadable(9);

        assertThat(load()).isEqualTo("none");
    }
}
