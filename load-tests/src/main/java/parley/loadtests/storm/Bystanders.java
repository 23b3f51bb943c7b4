package parley.loadtests.storm;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Pairs that keep talking, each member once a period, on an event loop of their own. */
final class Bystanders {

    private final Fleet fleet;
    private final Bystander.Tally tally = new Bystander.Tally();
    private final List<Bystander> all = new ArrayList<>();
    private final List<ScheduledFuture<?>> talking = new ArrayList<>();

    Bystanders(Fleet fleet, List<LeanClient> clients) {
        this.fleet = fleet;
        for (LeanClient client : clients) {
            all.add(new Bystander(client, fleet, all.size(), tally));
        }
    }

    Bystander.Tally tally() {
        return tally;
    }

    /** Everybody talks from now on, spread over the period. */
    void talk(Duration period) {
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            Bystander speaker = all.get(i);
            long first = period.toNanos() * (i + 1) / all.size();
            // The loop calls late when it is busy, and then more often: each call takes the time that was its turn.
            long[] turn = {now + first};
            talking.add(fleet.loop()
                    .scheduleAtFixedRate(
                            () -> {
                                speaker.say(turn[0]);
                                turn[0] += period.toNanos();
                            },
                            first,
                            period.toNanos(),
                            TimeUnit.NANOSECONDS));
        }
    }

    void stop() {
        talking.forEach(turns -> turns.cancel(false));
    }

    /** Whether all have been connected and have their chat. */
    boolean areReady() {
        return all.stream().allMatch(Bystander::wasCurrent);
    }

    /** Whether all that was said was acked and heard. */
    boolean isQuiet() {
        return tally.acked().sum() == tally.sent().sum()
                && tally.delivered().sum() == tally.sent().sum();
    }
}
