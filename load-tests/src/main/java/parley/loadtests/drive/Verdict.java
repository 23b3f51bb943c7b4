package parley.loadtests.drive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a run counts: it does if none of what may go wrong did, not once.
 *
 * @param found how often each of these happened
 */
public record Verdict(Map<String, Long> found) {

    private static final List<String> KINDS =
            List.of("lost", "duplicated", "reordered", "unacked", "errors", "disconnects", "unproven", "shortPages");

    /** Whether the run counts. */
    public boolean isOk() {
        return found.values().stream().allMatch(count -> count == 0);
    }

    /** Gathers what was found. */
    static final class Builder {
        private final Map<String, Long> found = new LinkedHashMap<>();

        Builder() {
            KINDS.forEach(kind -> found.put(kind, 0L));
        }

        void add(String kind, long count) {
            if (!KINDS.contains(kind)) {
                throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + KINDS + ")");
            }
            found.merge(kind, count, Long::sum);
        }

        Verdict build() {
            return new Verdict(found);
        }
    }
}
