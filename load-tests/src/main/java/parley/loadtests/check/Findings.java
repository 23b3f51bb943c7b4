package parley.loadtests.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is wrong and what was exercised, and keeps the first examples of each. Not thread-safe. */
final class Findings {

    /** Examples kept of each kind; all are counted. */
    static final int EXAMPLES_MAX = 10;

    private static final int NEIGHBOURS = 5;

    private final Map<Anomaly, Long> counts = new EnumMap<>(Anomaly.class);
    private final Map<Exercise, Long> exercised = new EnumMap<>(Exercise.class);
    private final List<Finding> examples = new ArrayList<>();

    void add(Anomaly anomaly, ChatHistory chat, long seq, String what) {
        if (counts.merge(anomaly, 1L, Long::sum) <= EXAMPLES_MAX) {
            examples.add(new Finding(anomaly, chat.name(), seq, what, chat.log().around(seq, NEIGHBOURS)));
        }
    }

    void add(Anomaly anomaly, String what) {
        if (counts.merge(anomaly, 1L, Long::sum) <= EXAMPLES_MAX) {
            examples.add(new Finding(anomaly, "", 0, what, List.of()));
        }
    }

    void exercised(Exercise what) {
        exercised(what, 1);
    }

    void exercised(Exercise what, long times) {
        exercised.merge(what, times, Long::sum);
    }

    long count(Anomaly anomaly) {
        return counts.getOrDefault(anomaly, 0L);
    }

    Map<Anomaly, Long> counts() {
        return Map.copyOf(counts);
    }

    Map<Exercise, Long> exercised() {
        return Map.copyOf(exercised);
    }

    List<Finding> examples() {
        return List.copyOf(examples);
    }
}
