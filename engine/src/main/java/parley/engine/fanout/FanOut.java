package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;
import parley.engine.trace.MessageTraces;

/**
 * One a node: takes a frame and the users it is for, and sends each node that holds some of their slots one envelope. The
 * receiving node hands it to its slots and answers; without an answer it is sent again, bounded, and then given up, after which
 * the sessions it was for read again. A slot whose node is unknown is reached through sharding, never taken for offline.
 *
 * <p>A node that is unreachable may come back, and sharding moves its slots only once it is removed: until then its slots stay
 * in the directory, and only the sessions here, which may have missed what it had to say, read again.
 */
public final class FanOut extends AbstractBehavior<FanOutProtocol.Message> {

    private record HubStopped(ActorRef<HubProtocol.Message> hub) implements FanOutProtocol.Message {}

    private record SlotStopped(int slot, ActorRef<SlotProtocol.Message> ref) implements FanOutProtocol.Message {}

    private record SlotTook(long id) implements FanOutProtocol.Message {}

    private record SlotToldUnsure(SlotProtocol.ToldUnsure told) implements FanOutProtocol.Message {}

    private enum Tick implements FanOutProtocol.Message {
        INSTANCE
    }

    /** Slots start many at a time: they are told together, and soon. */
    private enum PublishSlots implements FanOutProtocol.Message {
        INSTANCE
    }

    /** Where the configuration has its mailbox. */
    public static final String MAILBOX = "parley.engine.fan-out.mailbox";

    private static final Duration SLOTS_GATHERED = Duration.ofMillis(50);
    /** Nothing of a node is on its way any more when so many others have left after it. */
    private static final int ENDED_MAX = 1_000;

    /** How slots are reached through sharding. */
    public interface SlotDoor {
        void tell(int slot, SlotProtocol.Message message);
    }

    private final SlotDoor door;
    private final MessageTraces traces;
    private final SlotDirectory directory = new SlotDirectory();
    private final Unanswered unanswered;
    private final Counter mailboxFull;
    private final UnsureSlots unsure;
    private final Farewells farewells = new Farewells();
    private final Set<ActorRef<FanOutProtocol.Message>> nodes = new LinkedHashSet<>();
    /** Were here once, the newest of them. */
    private final Set<ActorRef<FanOutProtocol.Message>> ended = new LinkedHashSet<>();

    private final Set<ActorRef<HubProtocol.Message>> hubs = new LinkedHashSet<>();
    private final ActorRef<SlotProtocol.Took> tookAdapter;
    private final TimerScheduler<FanOutProtocol.Message> timers;

    private FanOut(
            ActorContext<FanOutProtocol.Message> context,
            TimerScheduler<FanOutProtocol.Message> timers,
            SlotDoor door,
            FanOutSettings settings,
            MeterRegistry meters,
            MessageTraces traces) {
        super(context);
        this.timers = timers;
        this.door = door;
        this.traces = traces;
        this.unanswered = new Unanswered(settings, meters);
        this.mailboxFull = LimitReached.counter(meters, MAILBOX + ".bytes-max");
        this.unsure = new UnsureSlots(door, context.messageAdapter(SlotProtocol.ToldUnsure.class, SlotToldUnsure::new));
        this.tookAdapter = context.messageAdapter(SlotProtocol.Took.class, took -> new SlotTook(took.id()));
    }

    public static Behavior<FanOutProtocol.Message> create(
            SlotDoor door, FanOutSettings settings, MeterRegistry meters, MessageTraces traces) {
        return create(Neighbours::listen, door, settings, meters, traces);
    }

    /** @param neighbours from now on tells the actor what {@link Neighbours} has to say */
    static Behavior<FanOutProtocol.Message> create(
            Consumer<ActorContext<FanOutProtocol.Message>> neighbours,
            SlotDoor door,
            FanOutSettings settings,
            MeterRegistry meters,
            MessageTraces traces) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            neighbours.accept(context);
            timers.startTimerWithFixedDelay(Tick.INSTANCE, settings.resendAfter());
            return new FanOut(context, timers, door, settings, meters, traces);
        }));
    }

    /** See {@link Farewells#sayAtShutdown}. */
    public static void leaveAtShutdown(
            ActorSystem<?> system, ActorRef<FanOutProtocol.Message> fanOut, BooleanSupplier chatsEnded) {
        Farewells.sayAtShutdown(system, fanOut, chatsEnded);
    }

    @Override
    public Receive<FanOutProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(FanOutProtocol.Publish.class, this::onPublish)
                .onMessage(FanOutProtocol.PublicationsLost.class, this::onPublicationsLost)
                .onMessage(FanOutProtocol.Envelope.class, this::onEnvelope)
                .onMessage(FanOutProtocol.Taken.class, taken -> answered(taken.id()))
                .onMessage(SlotTook.class, took -> answered(took.id()))
                .onMessage(FanOutProtocol.SlotStarted.class, this::onSlotStarted)
                .onMessage(SlotStopped.class, this::onSlotStopped)
                .onMessage(FanOutProtocol.Slots.class, this::onSlots)
                .onMessage(Neighbours.Listed.class, this::onNodes)
                .onMessage(SlotToldUnsure.class, told -> toldUnsure(told.told()))
                .onMessage(Neighbours.Unreachable.class, this::onMemberUnreachable)
                .onMessage(Neighbours.Reachable.class, this::onMemberReachable)
                .onMessage(Neighbours.Gone.class, this::onMemberGone)
                .onMessage(FanOutProtocol.HubStarted.class, this::onHubStarted)
                .onMessage(HubStopped.class, this::onHubStopped)
                .onMessage(PublishSlots.class, publish -> onPublishSlots())
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(FanOutProtocol.Probe.class, this::onProbe)
                .onMessage(FanOutProtocol.Leave.class, this::onLeave)
                .build();
    }

    // ---- publishing

    private Behavior<FanOutProtocol.Message> onPublish(FanOutProtocol.Publish publish) {
        Journey journey = publish.journey();
        if (journey == null || journey.traced() == null) {
            distribute(publish);
            return this;
        }
        Span span = traces.publishing(
                journey.traced(), journey.openedAt(), publish.users().size());
        distribute(publish.with(journey.under(span)));
        span.end();
        return this;
    }

    private void distribute(FanOutProtocol.Publish publish) {
        send(directory.routes(publish.users()), publish);
    }

    private void send(SlotDirectory.Routes routes, FanOutProtocol.Publish publish) {
        routes.here().forEach((slot, users) -> deliverLocally(slot, users, publish));
        routes.nodes().forEach((node, users) -> sendEnvelope(node, users, publish));
        routes.sharding().forEach((slot, users) -> sendThroughSharding(slot, users, publish));
    }

    private void deliverLocally(int slot, List<UserId> users, FanOutProtocol.Publish of) {
        ActorRef<SlotProtocol.Message> local = directory.local(slot);
        if (local != null) {
            local.tell(new SlotProtocol.Deliver(users, of.frame(), of.journey(), of.change()));
        }
    }

    private void sendEnvelope(ActorRef<FanOutProtocol.Message> node, List<UserId> users, FanOutProtocol.Publish of) {
        track(
                users,
                of.frame(),
                id -> node.tell(new FanOutProtocol.Envelope(
                        id,
                        users,
                        of.frame(),
                        of.journey(),
                        of.change(),
                        getContext().getSelf())));
    }

    private void sendThroughSharding(int slot, List<UserId> users, FanOutProtocol.Publish of) {
        track(
                users,
                of.frame(),
                id -> door.tell(
                        slot,
                        new SlotProtocol.DeliverTracked(
                                id, users, of.frame(), of.journey(), of.change(), tookAdapter)));
    }

    private void track(List<UserId> users, byte[] frame, Unanswered.Sender sender) {
        if (!unanswered.send(users, frame, sender)) {
            makeUnsure(users);
        }
    }

    /** From another node. What is not here any more goes on through sharding. */
    private Behavior<FanOutProtocol.Message> onEnvelope(FanOutProtocol.Envelope envelope) {
        FanOutProtocol.Publish publish =
                new FanOutProtocol.Publish(envelope.users(), envelope.frame(), envelope.journey(), envelope.change());
        send(directory.routesAtTheEnd(envelope.users()), publish);
        envelope.from().tell(new FanOutProtocol.Taken(envelope.id()));
        return this;
    }

    private Behavior<FanOutProtocol.Message> answered(long id) {
        unanswered.answered(id);
        return sayFarewell();
    }

    private Behavior<FanOutProtocol.Message> onTick() {
        List<List<UserId>> givenUp = unanswered.resend();
        if (!givenUp.isEmpty()) {
            getContext().getLog().warn("envelopes given up count={}", givenUp.size());
            givenUp.forEach(this::makeUnsure);
        }
        unsure.tellAgain();
        return this;
    }

    private Behavior<FanOutProtocol.Message> onProbe(FanOutProtocol.Probe probe) {
        probe.arrived().run();
        return this;
    }

    private Behavior<FanOutProtocol.Message> onPublicationsLost(FanOutProtocol.PublicationsLost lost) {
        getContext().getLog().warn("publications dropped count={}", lost.publications());
        mailboxFull.increment((double) lost.publications());
        unsure.add(lost.slots().stream());
        return this;
    }

    private void makeUnsure(List<UserId> users) {
        unsure.add(users.stream().mapToInt(Slots::of));
    }

    private Behavior<FanOutProtocol.Message> toldUnsure(SlotProtocol.ToldUnsure told) {
        unsure.answered(told);
        return sayFarewell();
    }

    private Behavior<FanOutProtocol.Message> onLeave(FanOutProtocol.Leave leave) {
        farewells.leave(leave.replyTo());
        return sayFarewell();
    }

    private Behavior<FanOutProtocol.Message> sayFarewell() {
        if (unanswered.isEmpty() && unsure.isEmpty()) {
            farewells.sayIfDue(getContext(), nodes);
        }
        return this;
    }

    // ---- where the slots are

    private Behavior<FanOutProtocol.Message> onSlotStarted(FanOutProtocol.SlotStarted started) {
        directory.addLocal(started.slot(), started.ref());
        getContext().watchWith(started.ref(), new SlotStopped(started.slot(), started.ref()));
        if (!timers.isTimerActive(PublishSlots.INSTANCE)) {
            timers.startSingleTimer(PublishSlots.INSTANCE, SLOTS_GATHERED);
        }
        BitSet here = new BitSet();
        here.set(started.slot());
        tellHubs(here);
        return this;
    }

    /** Told to the other nodes at once: where the slot starts again before the next tick, they would not notice that it was gone. */
    private Behavior<FanOutProtocol.Message> onSlotStopped(SlotStopped stopped) {
        directory.removeLocal(stopped.slot(), stopped.ref());
        publishSlots(nodes);
        BitSet moved = new BitSet();
        moved.set(stopped.slot());
        tellHubs(moved);
        return this;
    }

    private Behavior<FanOutProtocol.Message> onPublishSlots() {
        publishSlots(nodes);
        return this;
    }

    private Behavior<FanOutProtocol.Message> onSlots(FanOutProtocol.Slots slots) {
        if (slots.saysFarewell()) {
            farewells.heard(slots.node());
        }
        if (!ended.contains(slots.node())) {
            tellHubs(directory.update(slots));
        }
        return this;
    }

    /** What is still on its way from it must not bring it back. */
    private void forget(ActorRef<FanOutProtocol.Message> node) {
        ended.add(node);
        if (ended.size() > ENDED_MAX) {
            ended.remove(ended.iterator().next());
        }
        tellHubs(directory.forget(node));
    }

    private Behavior<FanOutProtocol.Message> onNodes(Neighbours.Listed message) {
        Set<ActorRef<FanOutProtocol.Message>> listed = new LinkedHashSet<>(message.nodes());
        listed.remove(getContext().getSelf());
        nodes.stream().filter(node -> !listed.contains(node)).toList().forEach(this::forget);
        ended.removeAll(listed);
        Set<ActorRef<FanOutProtocol.Message>> fresh = new LinkedHashSet<>(listed);
        fresh.removeAll(nodes);
        nodes.clear();
        nodes.addAll(listed);
        publishSlots(fresh);
        return this;
    }

    private Behavior<FanOutProtocol.Message> onHubStarted(FanOutProtocol.HubStarted started) {
        hubs.add(started.hub());
        getContext().watchWith(started.hub(), new HubStopped(started.hub()));
        return this;
    }

    private Behavior<FanOutProtocol.Message> onHubStopped(HubStopped stopped) {
        hubs.remove(stopped.hub());
        return this;
    }

    private void tellHubs(BitSet movedSlots) {
        movedSlots.stream().forEach(slot -> hubs.forEach(hub -> hub.tell(new HubProtocol.SlotMoved(slot))));
    }

    private void publishSlots(Set<ActorRef<FanOutProtocol.Message>> to) {
        if (!to.isEmpty()) {
            FanOutProtocol.Slots published = directory.published(getContext().getSelf());
            to.forEach(node -> node.tell(published));
        }
    }

    private Behavior<FanOutProtocol.Message> onMemberUnreachable(Neighbours.Unreachable unreachable) {
        if (farewells.hasHeard(unreachable.address())) {
            return this;
        }
        getContext().getLog().info("sessions unsure why=a member is unreachable member={}", unreachable.address());
        unsure.add(directory.localSlots());
        return this;
    }

    /**
     * What sessions pushed to hubs over there while the way was cut is lost, also what made them sure again in between; and what
     * was said of slots, without which hubs would not notice when these move.
     */
    private Behavior<FanOutProtocol.Message> onMemberReachable(Neighbours.Reachable reachable) {
        getContext().getLog().info("sessions unsure why=a member is back member={}", reachable.address());
        publishSlots(nodes);
        unsure.add(directory.localSlots());
        return this;
    }

    /**
     * What the node had not sent yet is lost with it, and nobody knows for whom it was: every session reads again, paced; unless the
     * node said farewell.
     */
    private Behavior<FanOutProtocol.Message> onMemberGone(Neighbours.Gone gone) {
        Set<ActorRef<FanOutProtocol.Message>> known = new LinkedHashSet<>(nodes);
        known.addAll(directory.nodes());
        known.stream().filter(gone.wasThere()).forEach(this::forget);
        if (!farewells.forget(gone.address()) && !farewells.isLeaving()) {
            getContext().getLog().info("sessions unsure why=a member is gone member={}", gone.address());
            unsure.add(directory.localSlots());
        }
        return this;
    }

    /** The bounds of a node's fan-out; {@code parley.engine.fan-out} in reference.conf explains each. */
    public record FanOutSettings(int unansweredMax, long unansweredBytesMax, int triesMax, Duration resendAfter) {}
}
