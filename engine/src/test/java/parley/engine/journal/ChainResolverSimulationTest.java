package parley.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parley.engine.journal.Chain.Entry;

/**
 * Incarnations that recover, write, lose the answer and die, while their writes land later, in part, or never. Each step
 * compares the resolver with the rule written down naively, and checks what it is for: no entry that was acked is lost.
 */
class ChainResolverSimulationTest {

    private static final int STEPS = 60;
    private static final int INCARNATIONS_MAX = 4;

    private record Row(long seq, long epoch, long previous) {}

    static LongStream seeds() {
        String pinned = System.getProperty("parley.seed");
        return pinned == null ? LongStream.range(0, 1000) : LongStream.of(Long.parseLong(pinned));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheReferenceAndLosesNothingAcked(long seed) {
        Random random = new Random(seed);
        Set<Row> stored = new HashSet<>();
        List<Row> late = new ArrayList<>();
        Map<Long, Long> acked = new HashMap<>();
        long epoch = 0;
        for (int incarnation = 0; incarnation < INCARNATIONS_MAX; incarnation++) {
            epoch += 1 + random.nextInt(3);
            Entry tip = resolve(stored, Entry.START).tip();
            boolean confirmed = false;
            for (int step = 0; step < random.nextInt(STEPS / INCARNATIONS_MAX); step++) {
                List<Row> group = group(tip, epoch, 1 + random.nextInt(3));
                land(late, stored, random);
                if (random.nextInt(4) == 0) {
                    splitUnanswered(group, stored, late, random);
                    break;
                }
                stored.addAll(group);
                tip = new Entry(group.get(group.size() - 1).seq, epoch);
                if (!confirmed) {
                    confirmed = true;
                    ackRecovered(stored, tip, acked);
                }
                group.forEach(row -> acked.put(row.seq, row.epoch));
                check(stored, acked);
            }
            land(late, stored, random);
            check(stored, acked);
        }
    }

    private static List<Row> group(Entry tip, long epoch, int size) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            rows.add(new Row(tip.seq() + 1 + i, epoch, i == 0 ? tip.epoch() : epoch));
        }
        return rows;
    }

    /** The answer did not come: some rows are there, some come later, some never. */
    private static void splitUnanswered(List<Row> group, Set<Row> stored, List<Row> late, Random random) {
        for (Row row : group) {
            switch (random.nextInt(3)) {
                case 0 -> stored.add(row);
                case 1 -> late.add(row);
                default -> {}
            }
        }
    }

    private static void land(List<Row> late, Set<Row> stored, Random random) {
        late.removeIf(row -> random.nextInt(4) == 0 && stored.add(row));
    }

    /** Once a row of its own is durable, an incarnation may answer for everything that it recovered. */
    private static void ackRecovered(Set<Row> stored, Entry tip, Map<Long, Long> acked) {
        for (Row row : referenceChain(stored, Entry.START)) {
            if (row.seq <= tip.seq()) {
                acked.put(row.seq, row.epoch);
            }
        }
    }

    private static void check(Set<Row> stored, Map<Long, Long> acked) {
        Chain chain = resolve(stored, Entry.START);
        List<Row> reference = referenceChain(stored, Entry.START);
        assertThat(stored.stream().filter(row -> chain.contains(row.seq, row.epoch)))
                .containsExactlyInAnyOrderElementsOf(reference);
        acked.forEach((seq, epoch) -> assertThat(chain.contains(seq, epoch))
                .as("acked %d/%d", seq, epoch)
                .isTrue());
        if (!acked.isEmpty()) {
            checkFromSnapshot(stored, acked, chain);
        }
    }

    /** From a snapshot of any acked entry, replay finds the same chain. */
    private static void checkFromSnapshot(Set<Row> stored, Map<Long, Long> acked, Chain whole) {
        acked.forEach((seq, epoch) -> {
            Chain above = resolve(stored, new Entry(seq, epoch));
            assertThat(above.tip()).isEqualTo(whole.tip());
            stored.stream()
                    .filter(row -> row.seq > seq)
                    .forEach(row -> assertThat(above.contains(row.seq, row.epoch))
                            .isEqualTo(whole.contains(row.seq, row.epoch)));
        });
    }

    private static Chain resolve(Set<Row> stored, Entry anchor) {
        ChainResolver resolver = new ChainResolver(anchor);
        stored.stream()
                .sorted(Comparator.comparingLong(Row::seq).thenComparingLong(Row::epoch))
                .forEach(row -> resolver.accept(row.seq, row.epoch, row.previous));
        return resolver.chain();
    }

    /** The rule as it reads: mark what is reachable until nothing changes, pick the tip, walk down. */
    private static List<Row> referenceChain(Set<Row> stored, Entry anchor) {
        Set<Row> reachable = new HashSet<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Row row : stored) {
                boolean follows = row.seq == anchor.seq() + 1 && row.previous == anchor.epoch();
                boolean continues =
                        reachable.stream().anyMatch(below -> below.seq == row.seq - 1 && below.epoch == row.previous);
                changed |= (follows || continues) && reachable.add(row);
            }
        }
        List<Row> chain = new ArrayList<>();
        Row at = reachable.stream()
                .max(Comparator.comparingLong(Row::epoch).thenComparingLong(Row::seq))
                .orElse(null);
        while (at != null) {
            chain.add(at);
            Row above = at;
            at = reachable.stream()
                    .filter(row -> row.seq == above.seq - 1 && row.epoch == above.previous)
                    .findFirst()
                    .orElse(null);
        }
        return chain;
    }
}
