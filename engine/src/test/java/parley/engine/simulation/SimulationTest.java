package parley.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import parley.engine.simulation.World.Result;

/**
 * Seeds, one after the other. {@code -Dparley.simulation.seeds=N} runs more, {@code -Dparley.simulation.first=S} starts with
 * another; a seed that fails is run again, and its trace printed. With {@code seeds=1} the trace is printed in any case.
 */
class SimulationTest {

    private static final int NODES = 3;
    private static final long SEEDS = 250;
    private static final long SEEDS_TWICE = 10;

    private static Machines machines;
    private static Logger root;
    private static Level level;

    /** Stores that fail are what it is about: they are not logged. */
    @BeforeAll
    static void start() {
        root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        level = root.getLevel();
        root.setLevel(Level.OFF);
        machines = new Machines(NODES);
    }

    @AfterAll
    static void end() {
        machines.close();
        root.setLevel(level);
    }

    @Test
    void everySeedKeepsWhatIsPromised() {
        long first = Long.getLong("parley.simulation.first", 1);
        long seeds = Long.getLong("parley.simulation.seeds", SEEDS);
        long acked = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            Result result = run(seed, Set.of(), seeds == 1);
            acked += result.acked();
            if (result.violation() != null) {
                print(run(seed, Set.of(), true));
                throw new AssertionError("seed " + seed + " violates " + result.violation()
                        + "; replay with -Dparley.simulation.seeds=1 -Dparley.simulation.first=" + seed);
            }
            if (seeds == 1) {
                print(result);
            }
        }
        System.out.println(
                "simulated " + seeds + " seeds from " + first + ", in which " + acked + " commands were acked");
        assertThat(acked).as("a run in which nobody is acked shows nothing").isGreaterThan(seeds);
    }

    @Test
    void aSeedIsTheSameRunEachTime() {
        for (long seed = 1; seed <= SEEDS_TWICE; seed++) {
            Result once = run(seed, Set.of(), true);
            Result again = run(seed, Set.of(), true);

            assertThat(again.trace())
                    .as("seed %d", seed)
                    .isEqualTo(once.trace())
                    .isNotEmpty();
            assertThat(again).isEqualTo(once);
        }
    }

    /** The simulation sees: each bug is planted behind a port, and must be found within so many seeds. */
    @ParameterizedTest
    @CsvSource({
        "ACK_BEFORE_JOURNAL, 20",
        "ACK_BEFORE_GATE, 20",
        "DEDUPE_FORGOTTEN, 50",
        "LEASE_UNCHECKED, 1000",
        "AHEAD_UNSETTLED, 200",
        "AHEAD_UNRECOVERED, 200",
        "DOUBT_SHOWN, 200",
        "LIST_STALE, 20",
        "OPEN_UNASKED, 50",
        "RESEND_FORGOTTEN, 2000",
        "UNSURE_FORGOTTEN, 2000",
        "LEAVERS_TOLD, 50",
        "SLOTS_UNTOLD, 100",
        "REGISTERED_ONCE, 3000",
        "RESYNC_FORGOTTEN, 500",
        "TOLD_APART, 50",
        "CONTINUITY_IGNORED, 200"
    })
    void findsAPlantedBug(Break planted, int within) {
        for (long seed = 1; seed <= within; seed++) {
            Result result = run(seed, EnumSet.of(planted), false);
            if (result.violation() != null) {
                System.out.println(planted + " found by seed " + seed + ": " + result.violation());
                return;
            }
        }
        throw new AssertionError(planted + " (expected: found within " + within + " seeds)");
    }

    private static Result run(long seed, Set<Break> breaks, boolean traced) {
        return World.run(machines, seed, breaks, traced);
    }

    private static void print(Result result) {
        result.trace().forEach(System.out::println);
    }
}
