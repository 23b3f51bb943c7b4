package parley.loadtests.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What has to hold after a storm, and whether it did. */
public record StormResult(List<Check> checks) {

    /**
     * One thing that has to hold.
     *
     * @param stopwatch whether it depends on how fast this machine is and what else it does
     */
    public record Check(String what, boolean holds, String found, boolean stopwatch) {

        @Override
        public String toString() {
            return (holds ? "  ok      " : "  FAILED  ") + what + ": " + found;
        }
    }

    /** Gathers checks. */
    static final class Builder {
        private final List<Check> checks = new ArrayList<>();

        Builder check(String what, boolean holds, String found) {
            checks.add(new Check(what, holds, found, false));
            return this;
        }

        Builder measure(String what, boolean holds, String found) {
            checks.add(new Check(what, holds, found, true));
            return this;
        }

        StormResult build() {
            return new StormResult(List.copyOf(checks));
        }
    }

    /** Whether all of it held. */
    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    /** What did not hold, without what a slow machine may be the cause of. */
    public List<Check> broken() {
        return checks.stream()
                .filter(check -> !check.holds() && !check.stopwatch())
                .toList();
    }

    @Override
    public String toString() {
        return checks.stream().map(Check::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
