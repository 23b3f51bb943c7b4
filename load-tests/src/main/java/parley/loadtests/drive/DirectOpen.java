package parley.loadtests.drive;

import java.util.Random;

/** Pairs that talk at a rate, whether what they said before has arrived or not. */
final class DirectOpen extends DirectClosed {

    private final Random speakers;
    private final Pacer pacer;

    DirectOpen(int pairs, int rate, long seed) {
        super(pairs);
        this.speakers = new Random(seed);
        this.pacer = new Pacer(rate, new Random(seed + 1), this::arrive);
    }

    @Override
    void onStart() {
        pacer.start();
    }

    @Override
    void onStop() {
        pacer.stop();
    }

    private void arrive(long intendedNanos) {
        clients().get(0).hub().loop().execute(() -> {
            if (isRunning()) {
                say(speakers.nextInt(clients().size()), intendedNanos);
            }
        });
    }

    @Override
    void completed(int sender) {}
}
