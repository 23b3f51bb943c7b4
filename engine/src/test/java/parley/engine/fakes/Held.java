package parley.engine.fakes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Decides when and how the answers of a fake store come: at once, when the test says so, or as failures. Thread-safe. */
public final class Held {

    private record Waiting(Runnable complete, Runnable fail) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean holding;
    private int failures;

    /** From now on answers wait for {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    /** The next answers are failures. */
    public synchronized void failNext(int times) {
        failures = times;
    }

    public synchronized int count() {
        return waiting.size();
    }

    /** The oldest answer that waits comes now. */
    public void release() {
        next().complete().run();
    }

    public void releaseFailing() {
        next().fail().run();
    }

    /** All that wait come now, and later ones at once. */
    public void releaseAll() {
        synchronized (this) {
            holding = false;
        }
        while (count() > 0) {
            release();
        }
    }

    private synchronized Waiting next() {
        return waiting.removeFirst();
    }

    /** {@code answer} is evaluated when the answer comes. */
    public synchronized <T> CompletionStage<T> answer(Supplier<T> answer) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        IllegalStateException away = new IllegalStateException("the store is away");
        if (failures > 0) {
            failures--;
            stage.completeExceptionally(away);
        } else if (holding) {
            waiting.addLast(new Waiting(() -> stage.complete(answer.get()), () -> stage.completeExceptionally(away)));
        } else {
            completeNow(stage, answer);
        }
        return stage;
    }

    private static <T> void completeNow(CompletableFuture<T> stage, Supplier<T> answer) {
        try {
            stage.complete(answer.get());
        } catch (RuntimeException e) {
            stage.completeExceptionally(e);
        }
    }
}
