package parley.engine.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * How the store answers. Each request has a fate: done and answered, refused, lost, done but not answered, done much later than it
 * was given up, or, for several rows, any of these for each. What is done is done at one instant; what was read was so at one.
 */
final class Store {

    /** As the driver's {@code request-timeout}. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(3);

    private static final Duration LATE_MAX = Duration.ofSeconds(45);
    private static final int LATENCY_NANOS_MAX = 4_000_000;

    enum Kind {
        JOURNAL,
        SETTLE,
        GATE,
        POSITIONS,
        LEASE,
        READ
    }

    private enum Fate {
        DONE,
        SLOW,
        REFUSED,
        LOST,
        UNANSWERED,
        LATE,
        PARTLY
    }

    private final World world;
    private final Random random;
    final Tables tables;

    Store(World world) {
        this.world = world;
        this.random = world.random;
        this.tables = new Tables(world.timeline::nanos);
    }

    /** {@code answer} is made when the rows are there. */
    <T> CompletionStage<T> ask(Life life, Kind kind, String what, List<Runnable> rows, Supplier<T> answer) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        if (!life.alive) {
            promise.completeExceptionally(new IllegalStateException("the node is dead"));
            return promise;
        }
        life.asked(promise);
        Fate fate = fateOf(life, kind, rows.size());
        if (fate != Fate.DONE) {
            world.trace("%s %s %s: %s", life, kind, what, fate);
        }
        if (world.breaks(Break.ACK_BEFORE_JOURNAL, kind == Kind.JOURNAL)
                || world.breaks(Break.ACK_BEFORE_GATE, kind == Kind.GATE)) {
            answerEarly(life, fate, rows, promise, answer);
            return promise;
        }
        switch (fate) {
            case DONE -> happen(life, latency(), latency(), rows, promise, answer);
            case SLOW -> happen(life, slow(), slow(), rows, promise, answer);
            case REFUSED -> fail(life, latency(), promise);
            case LOST -> fail(life, GIVEN_UP_AFTER.toNanos(), promise);
            case UNANSWERED -> {
                later(latency(), rows);
                fail(life, GIVEN_UP_AFTER.toNanos(), promise);
            }
            case LATE -> {
                later(late(), rows);
                fail(life, GIVEN_UP_AFTER.toNanos(), promise);
            }
            case PARTLY -> {
                rows.forEach(this::perhaps);
                fail(life, GIVEN_UP_AFTER.toNanos(), promise);
            }
        }
        return promise;
    }

    private Fate fateOf(Life life, Kind kind, int rows) {
        int trouble = kind == Kind.LEASE ? world.troubles.leasePercent(life) : world.troubles.storePercent(life);
        if (random.nextInt(100) >= trouble) {
            return Fate.DONE;
        }
        if (rows == 0) {
            return random.nextBoolean() ? Fate.LOST : random.nextBoolean() ? Fate.SLOW : Fate.REFUSED;
        }
        Fate[] fates = Fate.values();
        Fate fate = fates[1 + random.nextInt(fates.length - 1)];
        return fate == Fate.PARTLY && rows == 1 ? Fate.LATE : fate;
    }

    private <T> void happen(
            Life life,
            long nanosThere,
            long nanosBack,
            List<Runnable> rows,
            CompletableFuture<T> promise,
            Supplier<T> answer) {
        world.timeline.afterNanos(nanosThere, () -> {
            rows.forEach(Runnable::run);
            T made;
            try {
                made = answer.get();
            } catch (IllegalStateException e) {
                answer(life, nanosBack, promise, () -> promise.completeExceptionally(e));
                return;
            }
            answer(life, nanosBack, promise, () -> promise.complete(made));
        });
    }

    private void fail(Life life, long nanos, CompletableFuture<?> promise) {
        answer(
                life,
                nanos,
                promise,
                () -> promise.completeExceptionally(new IllegalStateException("the store did not answer")));
    }

    private void answer(Life life, long nanos, CompletableFuture<?> promise, Runnable completion) {
        world.timeline.afterNanos(
                nanos,
                () -> life.execute(() -> {
                    life.answered(promise);
                    completion.run();
                }));
    }

    /** The planted bug: told before it is done, which it then may never be. */
    private <T> void answerEarly(
            Life life, Fate fate, List<Runnable> rows, CompletableFuture<T> promise, Supplier<T> answer) {
        answer(life, latency(), promise, () -> promise.complete(answer.get()));
        world.timeline.afterNanos(slow(), () -> {
            if (life.alive && (fate == Fate.DONE || fate == Fate.SLOW || fate == Fate.UNANSWERED)) {
                rows.forEach(Runnable::run);
            }
        });
    }

    private void perhaps(Runnable row) {
        switch (random.nextInt(3)) {
            case 0 -> later(latency(), List.of(row));
            case 1 -> later(late(), List.of(row));
            default -> {}
        }
    }

    private void later(long nanos, List<Runnable> rows) {
        List<Runnable> kept = new ArrayList<>(rows);
        world.timeline.afterNanos(nanos, () -> kept.forEach(Runnable::run));
    }

    private long latency() {
        return 200_000L + random.nextInt(LATENCY_NANOS_MAX);
    }

    private long slow() {
        return (long) (random.nextDouble() * 1_400_000_000L);
    }

    /** Mostly soon after it was given up, sometimes much later. */
    private long late() {
        long most = random.nextBoolean() ? GIVEN_UP_AFTER.toNanos() * 2 : LATE_MAX.toNanos();
        return (long) (random.nextDouble() * most);
    }
}
