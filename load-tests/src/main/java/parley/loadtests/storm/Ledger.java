package parley.loadtests.storm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was acked, and what each member of each chat heard, held against each other: everything acked must have been heard by all members,
 * once, at the seq of its ack, and what one member said in the order in which it was said. Each says one thing after the other, and goes on
 * when it is acked. Times are not looked at. On one event loop, then read once that rests.
 */
final class Ledger {

    /** What was said, in a key: by whom, and its number among what they said. */
    record Word(int speaker, long number) {}

    /** What is wrong, each counted once for each member that it is wrong for. */
    record Verdict(long acked, long heard, long lost, long duplicated, long reordered, List<String> examples) {

        boolean isClean() {
            return lost == 0 && duplicated == 0 && reordered == 0;
        }

        @Override
        public String toString() {
            return acked + " acked, " + heard + " heard, " + lost + " lost, " + duplicated + " duplicated, " + reordered
                    + " reordered" + (examples.isEmpty() ? "" : " " + examples);
        }
    }

    private static final int EXAMPLES_MAX = 5;

    private final Map<String, TreeMap<Long, Word>> acked = new HashMap<>();
    /** By chat and listener. */
    private final Map<String, Map<Integer, List<Heard>>> heard = new HashMap<>();

    private record Heard(long seq, Word word) {}

    void acked(String chat, Word word, long seq) {
        acked.computeIfAbsent(chat, any -> new TreeMap<>()).put(seq, word);
    }

    /** A listener of a chat, who may hear nothing at all. */
    void listens(String chat, int listener) {
        List<Heard> unused = heardBy(chat, listener);
    }

    /** As it came, whatever it is. */
    void heard(String chat, int listener, Word word, long seq) {
        heardBy(chat, listener).add(new Heard(seq, word));
    }

    private List<Heard> heardBy(String chat, int listener) {
        return heard.computeIfAbsent(chat, any -> new TreeMap<>()).computeIfAbsent(listener, any -> new ArrayList<>());
    }

    /** Whether a listener has heard what was acked last in the chat; that is the last to come. */
    boolean isUpToDate(String chat, int listener) {
        TreeMap<Long, Word> log = acked.get(chat);
        List<Heard> all = heard.getOrDefault(chat, Map.of()).getOrDefault(listener, List.of());
        return log == null || (!all.isEmpty() && all.get(all.size() - 1).seq() >= log.lastKey());
    }

    Verdict verdict() {
        Judge judge = new Judge();
        heard.forEach((chat, listeners) -> listeners.forEach(
                (listener, all) -> judge.judge(chat, acked.getOrDefault(chat, new TreeMap<>()), all)));
        acked.forEach((chat, log) -> judge.acked += log.size());
        return judge.verdict();
    }

    private static final class Judge {
        private final List<String> examples = new ArrayList<>();
        private long acked;
        private long heard;
        private long lost;
        private long duplicated;
        private long reordered;

        private void judge(String chat, Map<Long, Word> log, List<Heard> all) {
            Set<Word> known = new HashSet<>();
            Map<Integer, Long> lastNumber = new HashMap<>();
            Map<Word, Long> ackedAt = new HashMap<>();
            log.forEach((seq, word) -> ackedAt.put(word, seq));
            heard += all.size();
            for (Heard each : all) {
                Word word = each.word();
                if (!known.add(word)) {
                    duplicated++;
                    example("twice", chat, each);
                } else if (word.number() < lastNumber.getOrDefault(word.speaker(), 0L)
                        || ackedAt.getOrDefault(word, each.seq()) != each.seq()) {
                    reordered++;
                    example("out of order", chat, each);
                }
                lastNumber.merge(word.speaker(), word.number(), Math::max);
            }
            log.forEach((seq, word) -> {
                if (!known.contains(word)) {
                    lost++;
                    example("never heard", chat, new Heard(seq, word));
                }
            });
        }

        private void example(String what, String chat, Heard each) {
            if (examples.size() < EXAMPLES_MAX) {
                examples.add(what + ": " + chat + " " + each.seq() + " " + each.word());
            }
        }

        private Verdict verdict() {
            return new Verdict(acked, heard, lost, duplicated, reordered, List.copyOf(examples));
        }
    }
}
