package parley.loadtests.storm;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import parley.loadtests.chaos.Gaps;

/** Talkers on an event loop of their own, of whom so many share a chat as stand together, and what they write down. */
final class Crowd implements AutoCloseable {

    private final Fleet fleet;
    private final Talker.World world;
    private final int together;
    private final List<LeanClient> clients = new ArrayList<>();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<ScheduledFuture<?>> talking = new ArrayList<>();

    Crowd(String name, List<URI> sockets, List<String> tokens, int together) {
        this.fleet = new Fleet(name, sockets);
        this.together = together;
        this.world = new Talker.World(new Ledger(), new Gaps(), new Latencies(), fleet.counters());
        for (String token : tokens) {
            LeanClient client = new LeanClient(fleet, clients.size(), token);
            clients.add(client);
            talkers.add(new Talker(client, fleet, talkers.size(), world));
        }
    }

    Talker.World world() {
        return world;
    }

    int size() {
        return talkers.size();
    }

    /** All connect within a time, in no order. */
    void come(Duration within) {
        clients.forEach(client -> client.come((long) (fleet.random().nextDouble() * within.toMillis())));
    }

    boolean areReady() {
        return talkers.stream().allMatch(Talker::wasCurrent);
    }

    /** Everybody talks from now on, once a period; those who share a chat in turns, and the chats beside each other. */
    void talk(Duration period) {
        long now = System.nanoTime();
        int chats = (talkers.size() + together - 1) / together;
        for (int i = 0; i < talkers.size(); i++) {
            Talker speaker = talkers.get(i);
            int chat = i / together;
            double turn = (i % together + (double) chat / chats) / together;
            long first = (long) (period.toNanos() * turn);
            // The loop calls late when it is busy, and then more often: each call takes the time that was its turn.
            long[] due = {now + first};
            talking.add(fleet.loop()
                    .scheduleAtFixedRate(
                            () -> {
                                speaker.say(due[0]);
                                due[0] += period.toNanos();
                            },
                            first,
                            period.toNanos(),
                            TimeUnit.NANOSECONDS));
        }
    }

    void stop() {
        talking.forEach(turns -> turns.cancel(false));
    }

    /** Whether all that was said was acked, and everybody has heard what came last. */
    boolean isQuiet() {
        return onLoop(() -> fleet.counters().of("acked") == fleet.counters().of("sent")
                && talkers.stream().allMatch(Talker::isUpToDate));
    }

    Ledger.Verdict verdict() {
        return onLoop(world.ledger()::verdict);
    }

    private <T> T onLoop(Callable<T> question) {
        return fleet.loop().submit(question).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
