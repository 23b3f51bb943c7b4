package parley.engine.simulation;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.fakes.Given;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.lease.LeaseSettings;
import parley.engine.session.SlotProtocol;

/**
 * One seed: some nodes, some chats, some clients, and everything that goes wrong with them; then all troubles end, and everybody
 * must come to have everything. The same seed is the same run, step by step.
 */
final class World {

    private static final Duration WITH_TROUBLES = Duration.ofSeconds(45);
    /** After the last node is back: a lease that is over, chats that start, sessions that look again, hubs that register again. */
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private static final Duration RECHECK = Duration.ofSeconds(40);
    /** Each slot begins at its own time within a round, so one round of all of them is to last longer than any run. */
    private static final Duration NEVER = Duration.ofDays(100);

    private static final int TRACE_MAX = 200_000;
    private static int runs;

    private static final LeaseSettings LEASE =
            LeaseSettings.from(ConfigFactory.load().getConfig("parley.engine.lease"));

    /** What a run was like. {@code end}: where chance was in the end, the same only for runs that did the same. */
    record Result(@Nullable String violation, int acked, long steps, long end, List<String> trace) {}

    final int run = ++runs;
    final Random random;
    final Timeline timeline;
    final Store store;
    final Network network;
    final Troubles troubles = new Troubles();
    final Checker checker;
    final Continuity continuity;
    final Deliveries deliveries;
    final Sharding<ChatProtocol.Message> chats;
    final SlotEntities sessions;
    final Sharding<SlotProtocol.Message> slots;
    final Membership membership = new Membership(this);
    /**
     * Whether what a session pushes to another node's hub gets there, unless the way is cut or a process ends. Then everybody has
     * everything without sessions that look again by themselves, which is not relied on.
     */
    final boolean pushesAreKept;

    final List<Client> clients = new ArrayList<>();
    final List<ChatId> chatIds = List.of(Given.chat("c1"), Given.chat("c2"));
    private final Machines machines;
    private final Set<Break> breaks;
    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    private final List<Life> lives = new ArrayList<>();
    private final List<Integer> lifeNumbers = new ArrayList<>();
    private @Nullable String violation;
    long connections;
    long requests;

    private World(Machines machines, long seed, Set<Break> breaks, boolean traced) {
        this.machines = machines;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.breaks = breaks;
        this.traced = traced;
        this.timeline = new Timeline(machines.threads(), random);
        this.store = new Store(this);
        this.network = new Network(this);
        this.checker = new Checker(this);
        this.continuity = new Continuity(this);
        this.deliveries = new Deliveries(this);
        this.pushesAreKept = random.nextBoolean();
        this.chats = new Sharding<>(this, new ChatEntities());
        this.sessions = new SlotEntities(pushesAreKept ? NEVER : RECHECK);
        this.slots = new Sharding<>(this, sessions);
    }

    static Result run(Machines machines, long seed, Set<Break> breaks, boolean traced) {
        World world = new World(machines, seed, breaks, traced);
        long end = 0;
        machines.give(world);
        try {
            world.play();
            end = world.random.nextLong();
        } finally {
            world.lives.forEach(Life::crash);
            machines.threads().forEach(NodeThread::drain);
        }
        return new Result(world.violation, world.checker.ackedCount(), world.timeline.steps(), end, world.trace);
    }

    private void play() {
        for (int node = 1; node <= machines.all().size(); node++) {
            lifeNumbers.add(0);
            start(node);
        }
        List<UserId> users = IntStream.rangeClosed(1, 4 + random.nextInt(3) * 3)
                .mapToObj(i -> Given.user("u" + i))
                .toList();
        for (UserId user : users) {
            clients.add(new Client(this, user, "d1"));
        }
        clients.add(new Client(this, users.get(0), "d2"));
        clients.forEach(Client::connect);
        new Workload(this, users).begin(WITH_TROUBLES);
        Faults faults = new Faults(this);
        faults.begin(WITH_TROUBLES);
        timeline.run(WITH_TROUBLES, this::isOver);
        trace("troubles end");
        faults.end();
        timeline.run(WITHIN, () -> isOver() || (timeline.steps() % 64 == 0 && checker.missing() == null));
        String missing = checker.missing();
        if (missing != null) {
            violated("L", "%s after %s without trouble", missing, WITHIN);
        } else if (random.nextInt(4) == 0) {
            new Calm(this).play();
        }
        checker.finish();
        deliveries.finish();
    }

    boolean isOver() {
        return violation != null;
    }

    // ---- nodes

    Life start(int node) {
        int number = lifeNumbers.get(node - 1) + 1;
        lifeNumbers.set(node - 1, number);
        Life life = new Life(this, machines.all().get(node - 1), node, number, LEASE);
        lives.add(life);
        trace("%s starts", life);
        membership.changed();
        return life;
    }

    Life lifeOn(NodeThread thread) {
        for (int i = lives.size() - 1; i >= 0; i--) {
            if (lives.get(i).machine.thread() == thread) {
                return lives.get(i);
            }
        }
        throw new IllegalStateException("nothing lives on " + thread.name);
    }

    /** As the cluster sees it: processes that live, or are not yet known to be dead. */
    List<Life> members() {
        return lives.stream().filter(life -> life.alive && !life.removed).toList();
    }

    List<Life> living() {
        return lives.stream().filter(life -> life.alive).toList();
    }

    @Nullable
    Life anyGateway() {
        List<Life> open =
                lives.stream().filter(life -> life.alive && !life.paused).toList();
        return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    }

    ChatLimits limits() {
        return ChatEntities.SETTINGS.limits();
    }

    // ---- what is seen

    /** Whether this bug is planted, here. */
    boolean breaks(Break which, boolean here) {
        return here && breaks.contains(which);
    }

    void violated(String invariant, String how, Object... args) {
        String what = invariant + ": " + String.format(Locale.ROOT, how, args);
        trace("VIOLATED %s", what);
        if (violation == null) {
            violation = what;
        }
    }

    void trace(String what, Object... args) {
        if (traced && trace.size() < TRACE_MAX) {
            trace.add(String.format(Locale.ROOT, "%11.6f ", timeline.nanos() / 1e9)
                    + String.format(Locale.ROOT, what, args));
        }
    }
}
