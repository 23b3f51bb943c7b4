package parley.persistence.journal;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import akka.persistence.PersistentEnvelope;
import akka.persistence.PersistentRepr;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.journal.JournalEntry;
import parley.persistence.CassandraStore;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks to the journal plugin as a chat's log does, and writes rows past it as a late write of a dead incarnation does. */
final class JournalClient implements AutoCloseable {

    private static final UserId ALICE = new UserId(TenantId.DEFAULT, "alice");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem system;
    private final ActorRef journal;

    JournalClient(Config config) {
        system = ActorSystem.create("journal-client", config);
        journal = Persistence.get(system).journalFor("parley.journal", config.getConfig("akka"));
    }

    ActorSystem system() {
        return system;
    }

    /** An entry as a test sees it: {@code seq/epoch text}. */
    static String show(long seq, JournalEntry entry) {
        return seq + "/" + entry.epoch() + " " + ((ChatEvent.Posted) entry.event()).text();
    }

    /** A group of one incarnation: the first entry follows {@code previousEpoch}, the others follow each other. */
    static List<JournalEntry> group(long epoch, long previousEpoch, String... texts) {
        List<JournalEntry> entries = new ArrayList<>();
        for (String text : texts) {
            ChatEvent event = new ChatEvent.Posted(ALICE, new MessageKey("k-" + text.hashCode()), text, 1);
            entries.add(new JournalEntry(epoch, entries.isEmpty() ? previousEpoch : epoch, 0, event));
        }
        return entries;
    }

    /** Persists one group and waits for the journal's answer; true if it is durable. */
    boolean write(ChatId chat, long firstSeq, List<JournalEntry> group) {
        TestKit probe = new TestKit(system);
        start(probe, chat, firstSeq, group);
        return finish(probe, group.size());
    }

    TestKit start(TestKit probe, ChatId chat, long firstSeq, List<JournalEntry> group) {
        List<PersistentRepr> persistent = new ArrayList<>();
        for (JournalEntry entry : group) {
            persistent.add(PersistentRepr.apply(
                    entry, firstSeq + persistent.size(), chat.key(), "", false, ActorRef.noSender(), "writer"));
        }
        AtomicWrite write =
                AtomicWrite.apply(CollectionConverters.asScala(persistent).toList());
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.asScala(List.of((PersistentEnvelope) write))
                                .toList(),
                        probe.getRef(),
                        1),
                probe.getRef());
        return probe;
    }

    boolean finish(TestKit probe, int entries) {
        Object answer = probe.receiveOne(PATIENCE);
        for (int i = 0; i < entries; i++) {
            probe.receiveOne(PATIENCE);
        }
        return answer instanceof JournalProtocol.WriteMessagesSuccessful$;
    }

    List<String> replay(ChatId chat) {
        return replay(chat, 1);
    }

    /** What a recovery reads, from after a snapshot. */
    List<String> replay(ChatId chat, long fromSeq) {
        TestKit probe = new TestKit(system);
        journal.tell(
                new JournalProtocol.ReplayMessages(fromSeq, Long.MAX_VALUE, Long.MAX_VALUE, chat.key(), probe.getRef()),
                probe.getRef());
        List<String> entries = new ArrayList<>();
        while (true) {
            Object answer = probe.receiveOne(PATIENCE);
            if (answer instanceof JournalProtocol.ReplayedMessage replayed) {
                PersistentRepr persistent = replayed.persistent();
                entries.add(show(persistent.sequenceNr(), (JournalEntry) persistent.payload()));
            } else if (answer instanceof JournalProtocol.RecoverySuccess) {
                return entries;
            } else {
                throw new IllegalStateException("answer: " + answer);
            }
        }
    }

    /** A row of a dead incarnation lands. */
    void land(ChatId chat, long seq, JournalEntry entry) {
        CassandraStore store = CassandraStore.get(system);
        LogRow row = new LogRowCodec(system)
                .encode(PersistentRepr.apply(entry, seq, chat.key(), "", false, ActorRef.noSender(), "late"));
        new ChatLogTable(store.cql(), store.writeAhead())
                .inserts(chat.key(), List.of(row))
                .thenCompose(inserts -> store.cql().execute(inserts.get(0).statement()))
                .toCompletableFuture()
                .join();
    }

    /** A snapshot's row, which is all that the journal wants to know of it. */
    void snapshot(ChatId chat, long seq, long epoch) {
        CompletionStage<?> done = CassandraStore.get(system)
                .cql()
                .prepare("INSERT INTO %s (chat, seq, epoch) VALUES (?, ?, ?)", "snapshots")
                .execute(chat.key(), seq, epoch);
        done.toCompletableFuture().join();
    }

    @Override
    public void close() {
        TestKit.shutdownActorSystem(system);
    }
}
