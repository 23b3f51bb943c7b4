package parley.loadtests.gatling;

/**
 * When a virtual user does something: at fixed times, whatever became of what it did before. This is the open model; what could not be done in
 * time is done later, and its latency counts from when it was meant to be done. Confined to the user's event loop.
 */
final class Rhythm {

    /** What is done. */
    @FunctionalInterface
    interface Beat {
        void at(Person person, long intendedMs);
    }

    private Beat beat = (person, intended) -> {};
    private double nextMs = Double.MAX_VALUE;
    private double everyMs;
    private long untilMs;

    /** @param firstMs and {@code until} in epoch milliseconds */
    void begin(Beat what, double firstMs, double period, long until) {
        beat = what;
        nextMs = firstMs;
        everyMs = period;
        untilMs = until;
    }

    void due(long now, Person person) {
        while (nextMs <= now && nextMs < untilMs) {
            beat.at(person, (long) nextMs);
            nextMs += everyMs;
        }
    }

    /** How long until the next time, at most so long. */
    long untilNext(long now, long mostMs) {
        return nextMs >= untilMs ? mostMs : Math.max(1, Math.min(mostMs, (long) Math.ceil(nextMs - now)));
    }
}
