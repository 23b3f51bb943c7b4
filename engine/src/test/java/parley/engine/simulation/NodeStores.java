package parley.engine.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Receipts;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Chain;
import parley.engine.journal.ChatHistory;
import parley.engine.journal.JournalEntry;
import parley.engine.simulation.Store.Kind;
import parley.engine.simulation.Tables.Row;
import parley.engine.simulation.Tables.Shown;

/** The engine's ports to the stores, of one node. Writes become the same rows as in {@code parley.persistence.inbox}. */
final class NodeStores implements Inbox, ChatHistory, Receipts {

    private final Life life;
    private final Store store;
    private final Tables tables;

    /** As they were read last; only a planted bug reads them again. */
    private final Map<UserId, List<InboxRow>> lists = new HashMap<>();

    NodeStores(Life life, Store store) {
        this.life = life;
        this.store = store;
        this.tables = store.tables;
    }

    // ---- the lists

    @Override
    public CompletionStage<Void> write(ChatId chat, GateWrite write) {
        long at = Tables.timestamp(write.head().stamp());
        Shown shown = new Shown(write.info(), write.head(), write.open());
        Set<UserId> heads = new LinkedHashSet<>(write.rows());
        List<Runnable> rows = new ArrayList<>();
        if (write.headRow()) {
            rows.add(() -> tables.head(chat).write(at, shown));
        }
        write.members().stream().filter(member -> member.leftSeq() == 0).forEach(member -> heads.add(member.user()));
        Set<UserId> users = new LinkedHashSet<>(heads);
        write.members().forEach(member -> users.add(member.user()));
        write.own().forEach(own -> users.add(own.user()));
        for (UserId user : users) {
            rows.add(() -> writeRow(tables.row(user, chat), user, at, write, heads.contains(user) ? shown : null));
        }
        String what = chat.local() + " gate of " + write.head().stamp();
        return store.ask(life, Kind.GATE, what, rows, () -> null);
    }

    private static void writeRow(
            Row row, UserId user, long at, GateWrite write, @org.jspecify.annotations.Nullable Shown shown) {
        if (shown != null) {
            row.shown.write(at, shown);
        }
        for (Membership member : write.members()) {
            if (member.user().equals(user)) {
                row.left.write(at, member.leftSeq());
                if (member.joinedSeq() > 0) {
                    row.joined.write(at, member.joinedSeq());
                }
            }
        }
        for (OwnPosition own : write.own()) {
            if (own.user().equals(user)) {
                row.own.write(at, own.position());
            }
        }
    }

    @Override
    public CompletionStage<Optional<Confirmed>> confirmed(ChatId chat, SizeClass size, List<UserId> users) {
        return read(chat.local() + " confirmed", () -> {
            if (life.world.breaks(Break.DOUBT_SHOWN, true)) {
                Chain.Entry tip = tables.chain(chat.key()).tip();
                return Optional.of(new Confirmed(new Stamp(tip.epoch(), tip.seq()), false));
            }
            return tables.confirmed(chat, size, users);
        });
    }

    private <T> CompletionStage<T> read(String what, java.util.function.Supplier<T> answer) {
        return store.ask(life, Kind.READ, what, List.of(), answer);
    }

    @Override
    public CompletionStage<List<InboxRow>> listOf(UserId user) {
        return read("list of " + user.local(), () -> {
            List<InboxRow> list = tables.inbox.getOrDefault(user, new TreeMap<>()).keySet().stream()
                    .flatMap(chat -> tables.listed(user, chat).stream())
                    .toList();
            List<InboxRow> before = lists.put(user, list);
            return life.world.breaks(Break.LIST_STALE, before != null) ? before : asked(list);
        });
    }

    private List<InboxRow> asked(List<InboxRow> list) {
        return life.world.breaks(Break.OPEN_UNASKED, true)
                ? list.stream().map(row -> row.settled(row.head(), row.read())).toList()
                : list;
    }

    @Override
    public CompletionStage<Optional<InboxRow>> rowOf(UserId user, ChatId chat) {
        return read(chat.local() + " row of " + user.local(), () -> tables.listed(user, chat));
    }

    @Override
    public CompletionStage<Void> moveRead(UserId user, ChatId chat, Position read) {
        Runnable write = () -> tables.row(user, chat).read.write(read.seq(), read);
        return store.ask(life, Kind.POSITIONS, chat.local() + " read by " + user.local(), List.of(write), () -> null);
    }

    // ---- receipts

    @Override
    public CompletionStage<Void> write(ChatId chat, List<Receipt> receipts) {
        List<Runnable> rows = new ArrayList<>();
        for (Receipt receipt : receipts) {
            rows.add(() -> tables.receipts
                    .computeIfAbsent(chat, any -> new TreeMap<>())
                    .merge(
                            receipt.user(),
                            receipt,
                            (one, other) -> new Receipt(
                                    one.user(),
                                    Math.max(one.deliveredSeq(), other.deliveredSeq()),
                                    Math.max(one.readSeq(), other.readSeq()))));
        }
        return store.ask(life, Kind.POSITIONS, chat.local() + " receipts", rows, () -> null);
    }

    @Override
    public CompletionStage<List<Receipt>> of(ChatId chat) {
        return read(
                chat.local() + " receipts",
                () -> List.copyOf(
                        tables.receipts.getOrDefault(chat, new TreeMap<>()).values()));
    }

    // ---- history

    @Override
    public CompletionStage<List<StoredEntry>> read(ChatId chat, Slice slice, Committed committed) {
        return life.ahead
                .settle(chat.key())
                .thenCompose(settled -> read(
                        chat.local() + " " + slice,
                        () -> below(chat, committed).stream()
                                .filter(entry -> entry.seq() >= slice.fromSeq() && entry.seq() <= slice.toSeq())
                                .sorted(Comparator.comparingLong(entry -> slice.forward() ? entry.seq() : -entry.seq()))
                                .limit(slice.entriesMax())
                                .sorted(Comparator.comparingLong(StoredEntry::seq))
                                .toList()));
    }

    /** The back-pointers, followed down from what is committed. */
    private List<StoredEntry> below(ChatId chat, Committed committed) {
        Map<Long, NavigableMap<Long, JournalEntry>> rows = tables.rows(chat.key());
        List<StoredEntry> entries = new ArrayList<>();
        long epoch = committed.epoch();
        for (long seq = committed.seq(); seq > 0; seq--) {
            JournalEntry entry = rows.getOrDefault(seq, new TreeMap<>()).get(epoch);
            if (entry == null) {
                throw new IllegalStateException("log: no row " + seq + "/" + epoch + " of " + chat);
            }
            entries.add(new StoredEntry(seq, entry));
            epoch = entry.previousEpoch();
        }
        return entries;
    }
}
