package parley.loadtests.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a chat's journal are entries: of those that are reached from the beginning without a hole, each by the epoch of the row
 * before, the highest of the highest epoch, and from there downwards what each row says it follows. Written apart from the
 * server's own rule, so that the two can disagree.
 */
final class JournalRows {

    private static final Place START = new Place(0, 0);

    private final Map<Place, JournalDump.Row> rows = new HashMap<>();

    private record Place(long seq, long epoch) {}

    /** @param all in any order; rows of other things than chats, which have no epoch, are passed over */
    JournalRows(List<JournalDump.Row> all) {
        for (JournalDump.Row row : all) {
            if (row.epoch() > 0) {
                rows.put(new Place(row.seq(), row.epoch()), row);
            }
        }
    }

    /** The rows that are entries, from the first on. */
    List<JournalDump.Row> committed() {
        List<JournalDump.Row> downwards = new ArrayList<>();
        JournalDump.Row row = tip();
        while (row != null) {
            downwards.add(row);
            row = rows.get(new Place(row.seq() - 1, row.previousEpoch()));
        }
        Collections.reverse(downwards);
        return List.copyOf(downwards);
    }

    private JournalDump.@Nullable Row tip() {
        Map<Long, List<JournalDump.Row>> bySeq = new HashMap<>();
        rows.values()
                .forEach(row -> bySeq.computeIfAbsent(row.seq(), seq -> new ArrayList<>())
                        .add(row));
        Set<Place> reached = new HashSet<>(Set.of(START));
        JournalDump.Row tip = null;
        for (long seq = 1; bySeq.containsKey(seq); seq++) {
            boolean any = false;
            for (JournalDump.Row row : bySeq.get(seq)) {
                if (reached.contains(new Place(seq - 1, row.previousEpoch()))) {
                    reached.add(new Place(seq, row.epoch()));
                    any = true;
                    tip = tip == null || row.epoch() >= tip.epoch() ? row : tip;
                }
            }
            if (!any) {
                break;
            }
        }
        return tip;
    }
}
