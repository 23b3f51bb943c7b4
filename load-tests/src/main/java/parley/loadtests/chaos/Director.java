package parley.loadtests.chaos;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import parley.loadtests.check.Recorder;

/** Plays one scenario after the other on the cluster while the crowd talks, waits until all is well again, and says what it did. */
final class Director {

    /** A cluster that is not well so long after a fault has ended is not going to be. */
    static final Duration RECOVERY_MAX = Duration.ofMinutes(3);

    private static final long SEED_STEP = 31;
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /** So long nobody waited before trouble begins: what follows is due to that, not to nodes that had just started. */
    private static final Duration CALM = Duration.ofSeconds(10);

    static final Duration CALM_WITHIN = Duration.ofMinutes(2);

    private final Stage.World world;
    private final Gaps gaps;
    private final Board board;
    private final Recorder recorder;
    private final long seed;
    private int played;

    Director(Stage.World world, Gaps gaps, Board board, Recorder recorder, long seed) {
        this.world = world;
        this.gaps = gaps;
        this.board = board;
        this.recorder = recorder;
        this.seed = seed;
    }

    /**
     * Plays one scenario to its end.
     *
     * @throws IllegalStateException when the cluster is not well again in {@link #RECOVERY_MAX}
     */
    FaultReport play(Scenario scenario) throws InterruptedException {
        played++;
        Timeline timeline = world.timeline();
        Stage stage =
                new Stage(world, RandomGeneratorFactory.of("L64X128MixRandom").create(seed * SEED_STEP + played));
        long ackedBefore = timeline.ackedCount();
        board.begins(scenario.name(), world.timeline().millis(System.nanoTime()));
        recorder.faultBegins(scenario.name());
        scenario.script().play(stage);
        long healed = System.nanoTime();
        long recovered = awaitRecovery(scenario, stage);
        recorder.faultEnds(scenario.name());
        FaultReport report = report(scenario, stage, healed, recovered, timeline.ackedCount() - ackedBefore);
        board.ends(report);
        stage.lasts(SETTLING);
        return report;
    }

    /** Waits until no message has waited longer than {@link Timeline#PATIENCE} for a while. False when that takes too long. */
    boolean awaitCalm() throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < CALM_WITHIN.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(Timeline.SLICE.toNanos());
            long now = System.nanoTime();
            if (now - begun >= CALM.toNanos()
                    && longGaps(now - CALM.toNanos(), now).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private List<Gaps.Gap> longGaps(long fromNanos, long toNanos) {
        return gaps.between(fromNanos, toNanos, toNanos).stream()
                .filter(gap -> gap.length().compareTo(Timeline.PATIENCE) > 0)
                .toList();
    }

    private long awaitRecovery(Scenario scenario, Stage stage) throws InterruptedException {
        if (!stage.waitUntil(this::isWell, RECOVERY_MAX)) {
            throw new IllegalStateException(
                    scenario.name() + ": not well again within " + RECOVERY_MAX.toMinutes() + " min: " + whatIsWrong());
        }
        return System.nanoTime();
    }

    private boolean isWell() {
        return gaps.silent(Timeline.PATIENCE, System.nanoTime()).isEmpty()
                && world.crowd().allOnline()
                && world.watch().isWell();
    }

    private String whatIsWrong() {
        return "silent chats " + gaps.silent(Timeline.PATIENCE, System.nanoTime()) + ", offline "
                + world.crowd().offline() + ", " + world.watch().describe();
    }

    private FaultReport report(Scenario scenario, Stage stage, long healed, long recovered, long acked) {
        List<Gaps.Gap> felt = longGaps(stage.promiseNanos(), recovered);
        Set<String> chats = felt.stream().map(Gaps.Gap::chat).collect(Collectors.toSet());
        long promise = stage.promiseNanos();
        Optional<Gaps.Gap> longest = felt.stream()
                .map(gap -> new Gaps.Gap(gap.chat(), Math.max(gap.fromNanos(), promise), gap.toNanos()))
                .max(Comparator.comparing(Gaps.Gap::length));
        return new FaultReport(
                scenario.name(),
                stage.detail(),
                world.timeline().millis(stage.beganNanos()),
                world.timeline().millis(healed),
                world.timeline().millis(recovered),
                acked,
                longest.map(gap -> gap.length().toMillis()).orElse(0L),
                longest.map(gap -> TimeUnit.NANOSECONDS.toMillis(gap.fromNanos() - stage.beganNanos()))
                        .orElse(0L),
                chats.size(),
                scenario.gapLimitMillis(),
                stage.parts());
    }
}
