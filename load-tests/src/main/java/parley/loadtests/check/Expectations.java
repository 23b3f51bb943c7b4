package parley.loadtests.check;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a run must have had and how fast it must be; a run that had too little proves nothing and is not clean.
 *
 * @param delivery how long after its ack a message may take to every connected member, while there are no faults
 * @param answer how long after it was first sent, or after the faults of that time, a message may be without an ack or a refusal
 * @param recovery how long after its end a fault may still show
 * @param journal whether the journal must have been read
 * @param minimums of what must have happened
 */
public record Expectations(
        Duration delivery, Duration answer, Duration recovery, boolean journal, Map<Exercise, Long> minimums) {

    public Expectations {
        minimums = Map.copyOf(minimums);
    }

    /** Something was acked, delivered, and read back in both ways; 10 s to deliver, 30 s to answer, 30 s to recover. */
    public static Expectations usual() {
        return new Expectations(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                false,
                Map.of(Exercise.ACKED, 1L, Exercise.DELIVERED, 1L, Exercise.READINGS, 2L));
    }

    /** The same, and so much of this. */
    public Expectations atLeast(Exercise what, long minimum) {
        Map<Exercise, Long> more = new EnumMap<>(Exercise.class);
        more.putAll(minimums);
        more.put(what, minimum);
        return new Expectations(delivery, answer, recovery, journal, more);
    }

    /** The same, and the journal must have been read. */
    public Expectations withJournal() {
        return new Expectations(delivery, answer, recovery, true, minimums);
    }

    /** The same with other times. */
    public Expectations within(Duration newDelivery, Duration newAnswer, Duration newRecovery) {
        return new Expectations(newDelivery, newAnswer, newRecovery, journal, minimums);
    }
}
