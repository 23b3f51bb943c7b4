package parley.engine.simulation;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.id.MessageKey;
import parley.engine.journal.Chain;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;
import parley.engine.simulation.Store.Kind;
import parley.engine.simulation.Tables.Ahead;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** The journal plugin of the simulated nodes: recovers by the rule of the real one, from rows that land as the store pleases. */
public final class SimulatedJournal extends AsyncWriteJournal {

    private final NodeThread thread;
    /** The highest seq is asked for before each replay, and both must see the same chain. */
    private final Map<String, Resolved> resolved = new HashMap<>();

    private record Resolved(Life by, Chain chain) {}

    /** Called by Akka, reflectively. */
    public SimulatedJournal(Config config) {
        thread = NodeThread.named(config.getString("node"));
    }

    private <T> Future<T> ask(Kind kind, String what, List<Runnable> rows, Supplier<T> answer) {
        World world = thread.world;
        return FutureConverters.asScala(
                world == null
                        ? CompletableFuture.failedFuture(new IllegalStateException("nothing is simulated"))
                        : world.store.ask(world.lifeOn(thread), kind, what, rows, answer));
    }

    private <T> Future<T> askOfSettled(String chat, String what, Supplier<T> answer) {
        Life by = life();
        return FutureConverters.asScala(by.ahead
                .settle(chat)
                .thenCompose(settled -> by.world.store.ask(by, Kind.READ, chat + what, List.of(), answer)));
    }

    private Life life() {
        World world = thread.world;
        if (world == null) {
            throw new IllegalStateException("nothing is simulated");
        }
        return world.lifeOn(thread);
    }

    private Tables tables() {
        World world = thread.world;
        if (world == null) {
            throw new IllegalStateException("nothing is simulated");
        }
        return world.store.tables;
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<Runnable> rows = new ArrayList<>();
        List<Optional<Exception>> accepted = new ArrayList<>();
        StringBuilder what = new StringBuilder();
        List<Ahead> entries = new ArrayList<>();
        for (AtomicWrite message : messages) {
            accepted.add(Optional.empty());
            for (PersistentRepr entry : CollectionConverters.asJava(message.payload())) {
                JournalEntry row = (JournalEntry) entry.payload();
                what.append(message.persistenceId()).append(' ').append(entry.sequenceNr());
                what.append('/').append(row.epoch()).append(' ');
                entries.add(new Ahead(message.persistenceId(), entry.sequenceNr(), row));
            }
        }
        Tables tables = tables();
        Life by = life();
        boolean ahead = by.world.random.nextBoolean();
        if (ahead) {
            rows.add(() -> tables.putAhead(by.name, entries));
        } else {
            entries.forEach(each -> rows.add(() -> tables.putEntry(each.chat(), each.seq(), each.entry())));
        }
        return ask(Kind.JOURNAL, what.append(ahead ? "ahead" : "").toString(), rows, () -> {
            thread.hasWritten = true;
            if (ahead) {
                by.ahead.durable(entries);
            }
            return accepted;
        });
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String chat, long fromSeq) {
        return askOfSettled(chat, " highest", () -> {
            Chain chain = tables().chain(chat);
            resolved.put(chat, new Resolved(life(), chain));
            return chain.tip().seq();
        });
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String chat, long fromSeq, long toSeq, long max, Consumer<PersistentRepr> replay) {
        Resolved found = resolved.remove(chat);
        Chain known = found == null || found.by() != life() ? null : found.chain();
        Future<List<StoredEntry>> read = askOfSettled(
                chat, " replay", () -> tables().entries(chat, known == null ? tables().chain(chat) : known));
        CompletionStage<Void> replayed = FutureConverters.asJava(read)
                .thenAccept(entries -> entries.stream()
                        .filter(entry -> entry.seq() >= fromSeq && entry.seq() <= toSeq)
                        .limit(max)
                        .forEach(entry -> replay.accept(PersistentRepr.apply(
                                forgetful(entry.entry()),
                                entry.seq(),
                                chat,
                                PersistentRepr.Undefined(),
                                false,
                                akka.actor.ActorRef.noSender(),
                                PersistentRepr.Undefined()))));
        return FutureConverters.asScala(replayed);
    }

    private JournalEntry forgetful(JournalEntry entry) {
        World world = thread.world;
        if (world == null
                || !world.breaks(Break.DEDUPE_FORGOTTEN, true)
                || !(entry.event() instanceof ChatEvent.Posted posted)) {
            return entry;
        }
        MessageKey other = new MessageKey(posted.key().value() + "-");
        return new JournalEntry(
                entry.epoch(),
                entry.previousEpoch(),
                entry.messages(),
                new ChatEvent.Posted(posted.by(), other, posted.text(), posted.at()));
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String chat, long toSeq) {
        return FutureConverters.asScala(CompletableFuture.failedFuture(new UnsupportedOperationException("deletion")));
    }
}
