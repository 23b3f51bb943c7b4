package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import parley.engine.fakes.Given;
import parley.engine.fanout.FanOut;
import parley.engine.fanout.FanOut.FanOutSettings;
import parley.engine.fanout.FanOutDoor;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.lease.HeldShards;
import parley.engine.lease.LeaseSettings;
import parley.engine.lease.LeaseWatch;
import parley.engine.lease.NodeLease;
import parley.engine.simulation.Machines.Machine;

/** One process on a node, from its start to its end: with its lease, its hub and its actors. What it was ends with it. */
final class Life {

    final World world;
    final Machine machine;
    final int node;
    final String name;
    final NodeStores stores;
    final SimulatedAhead ahead;
    final NodeLease lease;
    final LeaseWatch watch;
    final HeldShards shards;
    final NodeEngine engine = new NodeEngine(this);
    final Hub hub;
    final ActorRef<FanOutProtocol.Message> fanOut;
    /** What the store has not answered. */
    private final List<CompletableFuture<?>> outstanding = new ArrayList<>();

    private final List<ActorRef<?>> actors = new ArrayList<>();
    private final long skewMs;
    private int spawned;

    boolean alive = true;
    boolean paused;
    /** By the others, whether it knows or not. */
    boolean removed;

    Life(World world, Machine machine, int node, int number, LeaseSettings settings) {
        this.world = world;
        this.machine = machine;
        this.node = node;
        this.name = "n" + node + "." + number;
        this.skewMs = world.random.nextInt(600_000) - 300_000L;
        this.stores = new NodeStores(this, world.store);
        this.ahead = new SimulatedAhead(this, world.store);
        NodeLeaseRows rows = new NodeLeaseRows(this, world.store);
        boolean stands = world.breaks(Break.LEASE_UNCHECKED, true);
        long started = world.timeline.nanos();
        this.lease = new NodeLease(rows, name, settings, () -> stands ? started : world.timeline.nanos(), () -> {});
        this.watch = new LeaseWatch(rows, settings, world.timeline::nanos);
        this.shards = new HeldShards(rows, lease, watch, ahead);
        this.fanOut = spawn(FanOutDoor.fanOut(engine, fanOutSettings()), MailboxSelector.fromConfig(FanOut.MAILBOX));
        this.hub = new Hub(this);
        engine.attach(hub.ref);
        renew(settings.renewEvery());
        ahead.settleFromTimeToTime();
        execute(() -> shards.lookAtHolders(ChatEntities.shards(world.chatIds)));
    }

    /** Small, so that all limits are met. */
    private FanOutSettings fanOutSettings() {
        Duration resend = world.breaks(Break.RESEND_FORGOTTEN, true) ? Duration.ofDays(1) : Duration.ofSeconds(1);
        return new FanOutSettings(8, 20_000, 4, resend);
    }

    private void renew(Duration every) {
        execute(lease::tick);
        execute(shards::tick);
        world.timeline.after(every, () -> {
            if (alive) {
                renew(every);
            }
        });
    }

    <M> ActorRef<M> spawn(Behavior<M> behavior) {
        return spawn(behavior, Props.empty());
    }

    private <M> ActorRef<M> spawn(Behavior<M> behavior, Props props) {
        ActorRef<M> ref = machine.system().systemActorOf(behavior, name + "-" + world.run + "-" + ++spawned, props);
        actors.add(ref);
        if (!alive) {
            kill(ref);
        }
        return ref;
    }

    /** Like {@link #spawn}; told when it has stopped, while this process lives. */
    <M> ActorRef<M> spawn(Behavior<M> behavior, Props props, Runnable ended) {
        ActorRef<M> ref = spawn(behavior, props);
        spawn(Behaviors.<Runnable>setup(context -> {
            context.watchWith(ref, ended);
            return Behaviors.receiveMessage(over -> {
                over.run();
                return Behaviors.stopped();
            });
        }));
        return ref;
    }

    void kill(ActorRef<?> ref) {
        machine.system().classicSystem().stop(akka.actor.typed.javadsl.Adapter.toClassic(ref));
    }

    /** On this process's thread, if it lives by then. */
    void execute(Runnable action) {
        machine.thread().execute(() -> {
            if (alive) {
                action.run();
            }
        });
    }

    void after(Duration delay, Runnable action) {
        world.timeline.after(delay, () -> execute(action));
    }

    void asked(CompletableFuture<?> promise) {
        outstanding.add(promise);
    }

    void answered(CompletableFuture<?> promise) {
        outstanding.removeIf(each -> each == promise);
    }

    /** A process that is killed: what it had asked of the store may still happen, and nobody hears of it. */
    void crash() {
        if (!alive) {
            return;
        }
        alive = false;
        machine.thread().pause(false);
        actors.forEach(this::kill);
        List<CompletableFuture<?>> unanswered = new ArrayList<>(outstanding);
        outstanding.clear();
        unanswered.forEach(promise -> promise.completeExceptionally(new IllegalStateException("the node died")));
        machine.thread().drain();
        hub.ended().forEach(Client::disconnected);
    }

    void pause(boolean pause) {
        paused = pause;
        machine.thread().pause(pause);
    }

    /** The wall clock of this machine, which is wrong by minutes. */
    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("another zone");
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(Given.AT + skewMs + world.timeline.nanos() / 1_000_000);
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
