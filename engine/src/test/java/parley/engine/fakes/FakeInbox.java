package parley.engine.fakes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.SizeClass;

/** Keeps what is written; {@code confirmed} answers from what became durable, as the store would. */
public final class FakeInbox implements Inbox {

    public record Read(UserId user, ChatId chat, Position read) {}

    public final Held writing = new Held();
    public final Held reading = new Held();
    public final Held moving = new Held();
    /** Every write that was asked for, also those that failed or wait. */
    public final List<GateWrite> asked = new CopyOnWriteArrayList<>();

    public final List<GateWrite> durable = new CopyOnWriteArrayList<>();
    public final List<Read> reads = new CopyOnWriteArrayList<>();
    private final Map<UserId, List<InboxRow>> lists = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> write(ChatId chat, GateWrite write) {
        asked.add(write);
        return writing.answer(() -> {
            durable.add(write);
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<Confirmed>> confirmed(ChatId chat, SizeClass sizeClass, List<UserId> rows) {
        return reading.answer(() -> sizeClass == SizeClass.MEDIUM
                ? newest(GateWrite::headRow)
                : rows.stream()
                        .map(user -> newest(write -> write.rows().contains(user)))
                        .reduce((one, other) -> one.isEmpty()
                                        || (other.isPresent()
                                                && one.get().stamp().seq()
                                                        < other.get().stamp().seq())
                                ? one
                                : other)
                        .orElseThrow());
    }

    private Optional<Confirmed> newest(Predicate<GateWrite> which) {
        return durable.stream()
                .filter(which)
                .map(write -> new Confirmed(write.head().stamp(), write.open()))
                .reduce((first, second) -> second);
    }

    /** As a gate write that reached only some replicas before the node died. */
    public void forgetRow(UserId user) {
        durable.replaceAll(write -> new GateWrite(
                write.info(),
                write.head(),
                write.headRow(),
                write.rows().stream().filter(row -> !row.equals(user)).toList(),
                write.members(),
                write.own(),
                write.open()));
    }

    /** What is listed for the user from now on. */
    public void list(UserId user, List<InboxRow> rows) {
        lists.put(user, rows);
    }

    @Override
    public CompletionStage<List<InboxRow>> listOf(UserId user) {
        return reading.answer(() -> lists.getOrDefault(user, List.of()));
    }

    @Override
    public CompletionStage<Optional<InboxRow>> rowOf(UserId user, ChatId chat) {
        return reading.answer(() -> lists.getOrDefault(user, List.of()).stream()
                .filter(row -> row.chat().equals(chat))
                .findFirst());
    }

    @Override
    public CompletionStage<Void> moveRead(UserId user, ChatId chat, Position read) {
        return moving.answer(() -> {
            reads.add(new Read(user, chat, read));
            return null;
        });
    }
}
