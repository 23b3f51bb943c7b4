package parley.engine.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Confirmed;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Chain;
import parley.engine.journal.Chain.Entry;
import parley.engine.journal.ChainResolver;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.Epoch;
import parley.engine.journal.JournalEntry;
import parley.engine.lease.ShardTokens.ShardRow;

/** What is stored, as Cassandra would have it: the newest timestamp of a cell wins, and nothing is ever deleted. */
final class Tables {

    /** An entry that is not in its log yet. */
    record Ahead(String chat, long seq, JournalEntry entry) {}

    /** A cell with its write timestamp. */
    static final class Cell<T> {
        private long timestamp = Long.MIN_VALUE;

        @Nullable
        T value;

        void write(long at, T written) {
            if (at >= timestamp) {
                timestamp = at;
                value = written;
            }
        }

        T or(T other) {
            return value == null ? other : value;
        }
    }

    /** The cells that a gate write puts into a row of a list, or into the head of a chat. */
    record Shown(Info info, Head head, boolean open) {}

    /** Of two writes with the same timestamp the settled one wins. */
    static final class ShownCell {
        private long timestamp = Long.MIN_VALUE;

        @Nullable
        Shown value;

        boolean wasOpen;

        void write(long at, Shown written) {
            wasOpen |= written.open();
            if (at > timestamp || (at == timestamp && !written.open())) {
                timestamp = at;
                value = written;
            }
        }

        Shown or(Shown other) {
            return value == null ? other : value;
        }
    }

    static final class Row {
        final ShownCell shown = new ShownCell();
        final Cell<Long> joined = new Cell<>();
        final Cell<Long> left = new Cell<>();
        final Cell<Position> own = new Cell<>();
        final Cell<Position> read = new Cell<>();
    }

    private final LongSupplier nanos;
    private final Map<List<Object>, Long> storedAt = new HashMap<>();
    final Map<String, TreeMap<Long, NavigableMap<Long, JournalEntry>>> log = new TreeMap<>();
    /** What is durable ahead of the log, by node. */
    final Map<String, List<Ahead>> ahead = new TreeMap<>();
    /** Those of them of which their node knows that they are. */
    final Set<Ahead> answered = new HashSet<>();

    final Map<UserId, Map<ChatId, Row>> inbox = new TreeMap<>();
    final Map<ChatId, ShownCell> heads = new TreeMap<>();
    final Map<ChatId, Map<UserId, Receipt>> receipts = new TreeMap<>();
    final Map<String, Long> leases = new TreeMap<>();
    final Map<String, ShardRow> shards = new TreeMap<>();

    Tables(LongSupplier nanos) {
        this.nanos = nanos;
    }

    // ---- the log

    /** @throws IllegalStateException when two incarnations have the same epoch */
    void putEntry(String chat, long seq, JournalEntry entry) {
        JournalEntry before = log.computeIfAbsent(chat, any -> new TreeMap<>())
                .computeIfAbsent(seq, any -> new TreeMap<>())
                .put(entry.epoch(), entry);
        if (before != null && !before.equals(entry)) {
            throw new IllegalStateException("two writers of " + chat + " " + seq + "/" + entry.epoch());
        }
        stored(new Ahead(chat, seq, entry));
    }

    void putAhead(String node, List<Ahead> entries) {
        ahead.computeIfAbsent(node, any -> new ArrayList<>()).addAll(entries);
        entries.forEach(this::stored);
    }

    /** Into the log, and nowhere else any more. */
    void settle(String node, List<Ahead> entries) {
        entries.forEach(each -> putEntry(each.chat, each.seq, each.entry));
        ahead.getOrDefault(node, new ArrayList<>()).removeAll(entries);
        answered.removeAll(entries);
    }

    private void stored(Ahead each) {
        storedAt.putIfAbsent(
                Arrays.asList(
                        each.chat, each.entry.event().by(), each.entry.event().key()),
                nanos.getAsLong());
    }

    /** Since when a row with this command's key is there that is an entry; for ever in the future when there is none. */
    long storedAt(String chat, ChatCommand command) {
        boolean isEntry = entries(chat).stream()
                .map(entry -> entry.entry().event())
                .anyMatch(event ->
                        command.by().equals(event.by()) && command.key().equals(event.key()));
        return isEntry ? storedAt.getOrDefault(Arrays.asList(chat, command.by(), command.key()), 0L) : Long.MAX_VALUE;
    }

    /** As whoever reads the log sees it. */
    Chain chain(String chat) {
        return chain(rows(chat));
    }

    private static Chain chain(Map<Long, NavigableMap<Long, JournalEntry>> rows) {
        ChainResolver resolver = new ChainResolver(Entry.START);
        rows.forEach((seq, byEpoch) ->
                byEpoch.forEach((epoch, entry) -> resolver.accept(seq, epoch, entry.previousEpoch())));
        return resolver.chain();
    }

    Map<Long, NavigableMap<Long, JournalEntry>> rows(String chat) {
        return log.getOrDefault(chat, new TreeMap<>());
    }

    /** All that there is, in the log or ahead of it. */
    List<StoredEntry> entries(String chat) {
        TreeMap<Long, NavigableMap<Long, JournalEntry>> rows = new TreeMap<>();
        rows(chat).forEach((seq, byEpoch) -> rows.put(seq, new TreeMap<>(byEpoch)));
        answered.stream()
                .filter(each -> each.chat.equals(chat))
                .forEach(each ->
                        rows.computeIfAbsent(each.seq, any -> new TreeMap<>()).put(each.entry.epoch(), each.entry));
        return entries(rows, chain(rows));
    }

    /** The highest seq that has a row, of whatever chain. */
    long lastSeq(String chat) {
        long logged =
                rows(chat).keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        return answered.stream()
                .filter(each -> each.chat.equals(chat))
                .mapToLong(Ahead::seq)
                .reduce(logged, Math::max);
    }

    /** What is in the log. */
    List<StoredEntry> entries(String chat, Chain chain) {
        return entries(rows(chat), chain);
    }

    private static List<StoredEntry> entries(Map<Long, NavigableMap<Long, JournalEntry>> rows, Chain chain) {
        List<StoredEntry> entries = new ArrayList<>();
        rows.forEach((seq, byEpoch) -> byEpoch.forEach((epoch, entry) -> {
            if (chain.contains(seq, epoch)) {
                entries.add(new StoredEntry(seq, entry));
            }
        }));
        return entries;
    }

    // ---- the lists

    Row row(UserId user, ChatId chat) {
        return inbox.computeIfAbsent(user, any -> new TreeMap<>()).computeIfAbsent(chat, any -> new Row());
    }

    ShownCell head(ChatId chat) {
        return heads.computeIfAbsent(chat, any -> new ShownCell());
    }

    Optional<InboxRow> listed(UserId user, ChatId chat) {
        Row row = inbox.getOrDefault(user, Map.of()).get(chat);
        Shown inRow = row == null ? null : row.shown.value;
        if (row == null || inRow == null) {
            return Optional.empty();
        }
        boolean fromRow = inRow.info().sizeClass() == SizeClass.SMALL || row.left.or(0L) > 0;
        Shown shown = fromRow ? inRow : head(chat).or(inRow);
        return Optional.of(new InboxRow(
                chat,
                shown.info(),
                null,
                shown.head(),
                row.joined.or(0L),
                row.left.or(0L),
                row.own.or(Position.START).max(row.read.or(Position.START)),
                shown.open() && row.left.or(0L) == 0));
    }

    /** Whether there was ever a time at which the chat had to be asked. */
    boolean wasOpen(UserId user, ChatId chat) {
        return row(user, chat).shown.wasOpen || head(chat).wasOpen;
    }

    Optional<Confirmed> confirmed(ChatId chat, SizeClass size, List<UserId> users) {
        if (size == SizeClass.MEDIUM) {
            return confirmed(head(chat));
        }
        Optional<Confirmed> oldest = confirmed(row(users.get(0), chat).shown);
        for (UserId user : users) {
            oldest = older(oldest, confirmed(row(user, chat).shown));
        }
        return oldest;
    }

    private static Optional<Confirmed> confirmed(ShownCell cell) {
        return Optional.ofNullable(cell.value)
                .map(shown -> new Confirmed(shown.head().stamp(), shown.open()));
    }

    private static Optional<Confirmed> older(Optional<Confirmed> one, Optional<Confirmed> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        boolean first = timestamp(one.get().stamp()) <= timestamp(other.get().stamp());
        Stamp stamp = first ? one.get().stamp() : other.get().stamp();
        return Optional.of(new Confirmed(stamp, one.get().open() || other.get().open()));
    }

    static long timestamp(Stamp stamp) {
        return Epoch.timestamp(stamp.epoch(), stamp.seq());
    }
}
