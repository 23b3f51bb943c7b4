package parley.persistence.journal;

import akka.persistence.AbstractPersistentActor;
import java.util.UUID;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.journal.JournalEntry;

/** Persists a message, and when it is durable the next one. */
final class BenchmarkEntity extends AbstractPersistentActor {

    static final String NEXT = "next";

    private static final UserId ALICE = new UserId(TenantId.DEFAULT, "alice");
    private static final long EPOCH = 1;

    private final String id;
    private final BenchmarkCounters counters;
    private final boolean inEntries;

    BenchmarkEntity(String id, BenchmarkCounters counters, boolean inEntries) {
        this.id = id;
        this.counters = counters;
        this.inEntries = inEntries;
    }

    @Override
    public String persistenceId() {
        return id;
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().matchEquals(NEXT, next -> persistOne()).build();
    }

    private void persistOne() {
        MessageKey key = new MessageKey(UUID.randomUUID().toString());
        ChatEvent event = new ChatEvent.Posted(ALICE, key, "a message of few words", System.currentTimeMillis());
        long previous = lastSequenceNr() == 0 ? 0 : EPOCH;
        long startNs = System.nanoTime();
        persist(inEntries ? new JournalEntry(EPOCH, previous, lastSequenceNr() + 1, event) : event, done -> {
            counters.persisted(System.nanoTime() - startNs);
            self().tell(NEXT, self());
        });
    }

    /** The outcome is unknown: the entity stops, as a chat does. */
    @Override
    public void onPersistFailure(Throwable cause, Object event, long seq) {
        counters.lost();
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder().build();
    }
}
