package parley.loadtests.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import parley.loadtests.client.Entry;

/**
 * Holds what the members of one chat got against what was sent there. Not thread-safe.
 */
final class Comparer {

    private final Map<String, Ledger.Line> lines = new HashMap<>();
    private final Map<String, Long> places = new HashMap<>();

    /** @param lines the chat's messages in the order in which they were sent */
    Comparer(List<Ledger.Line> lines) {
        for (Ledger.Line line : lines) {
            this.lines.put(line.key(), line);
            if (line.seq() != null) {
                places.put(line.key(), line.seq());
            }
        }
    }

    /**
     * Messages of one sender that were acked against the order in which the sender sent them, one after the other's ack, and messages
     * that were acked at the same place.
     */
    static long ackedOutOfOrder(List<Ledger.Line> lines) {
        Map<String, Long> lastOf = new HashMap<>();
        Set<Long> taken = new HashSet<>();
        long wrong = 0;
        for (Ledger.Line line : lines) {
            Long seq = line.seq();
            if (seq == null) {
                continue;
            }
            Long before = lastOf.put(line.by(), seq);
            if ((before != null && before >= seq) || !taken.add(seq)) {
                wrong++;
            }
        }
        return wrong;
    }

    Tally check(Reading reading) {
        Set<String> seen = new HashSet<>();
        long read = 0;
        long duplicated = 0;
        long reordered = 0;
        long altered = 0;
        long extra = 0;
        for (Entry entry : reading.entries()) {
            if (!entry.isMessage()) {
                continue;
            }
            read++;
            String key = String.valueOf(entry.key());
            Ledger.Line line = lines.get(key);
            if (line == null || (reading.left() && entry.seq() > reading.upTo())) {
                extra++;
            } else if (!seen.add(key)) {
                duplicated++;
            } else {
                altered += same(line, entry) ? 0 : 1;
                reordered += places.computeIfAbsent(key, id -> entry.seq()) == entry.seq() ? 0 : 1;
            }
        }
        return new Tally(read, lost(reading, seen), duplicated, reordered, altered, extra, holes(reading));
    }

    private long lost(Reading reading, Set<String> seen) {
        return lines.values().stream()
                .filter(line -> line.seq() != null && line.seq() > reading.after() && line.seq() <= reading.upTo())
                .filter(line -> !seen.contains(line.key()))
                .count();
    }

    private static long holes(Reading reading) {
        long holes = 0;
        long next = reading.after() + 1;
        for (Entry entry : reading.entries()) {
            holes += entry.seq() == next ? 0 : 1;
            next = entry.seq() + 1;
        }
        return holes + (next <= reading.upTo() ? 1 : 0);
    }

    private static boolean same(Ledger.Line line, Entry entry) {
        return Objects.equals(line.by(), entry.by()) && Objects.equals(line.text(), entry.text());
    }
}
