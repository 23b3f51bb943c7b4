package parley.engine.session;

import akka.actor.DeadLetterSuppression;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.UserId;

/**
 * One of the {@link Slots#COUNT} sharded homes of sessions: holds a {@link UserSession} for each of its users who is connected,
 * and passes on what is for them. Users without a session are not woken. Holds nothing that is not in the store or said again by
 * the hubs, so it may move at any time.
 */
final class SessionSlot extends AbstractBehavior<SlotProtocol.Message> {

    /** Sharding's stop message. */
    enum Stop implements SlotProtocol.Message {
        INSTANCE
    }

    /** A session has had no connection for a while; {@code received}: how many messages it had got when it said so. */
    record Idle(UserId user, long received) implements SlotProtocol.Message {}

    /**
     * What a session says last, whether it was stopped or failed: told, not watched, since a watch of each would be kept on both sides. One
     * that failed while it was made would not say so; nothing is done there that can fail.
     */
    record SessionStopped(UserId user, ActorRef<UserSession.Message> ref)
            implements SlotProtocol.Message, DeadLetterSuppression {}

    private record HubStopped(ActorRef<HubProtocol.Message> hub) implements SlotProtocol.Message {}

    private enum Tick implements SlotProtocol.Message {
        RENEWAL,
        RECHECK
    }

    private static final class Child {
        private final ActorRef<UserSession.Message> ref;
        private long sent;

        Child(ActorRef<UserSession.Message> ref) {
            this.ref = ref;
        }

        void tell(UserSession.Message message) {
            sent++;
            ref.tell(message);
        }
    }

    private final SessionServices services;
    private final SessionSettings settings;
    private final PresenceBook presence;
    private final Map<UserId, Child> sessions = new HashMap<>();
    /** At which connections of its sessions are or were: one for each node. */
    private final Set<ActorRef<HubProtocol.Message>> hubs = new HashSet<>();
    /** Makes names that are never used twice: the session before may still be stopping. */
    private long sessionsStarted;

    private SessionSlot(
            ActorContext<SlotProtocol.Message> context, SessionServices services, SessionSettings settings) {
        super(context);
        this.services = services;
        this.settings = settings;
        this.presence = new PresenceBook(settings, services.reached());
    }

    static Behavior<SlotProtocol.Message> create(int slot, SessionServices services, SessionSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            services.fanOut().tell(new FanOutProtocol.SlotStarted(slot, context.getSelf()));
            timers.startTimerWithFixedDelay(Tick.RENEWAL, settings.watchRenewal());
            timers.startTimerWithFixedDelay(
                    Tick.RECHECK, Tick.RECHECK, firstRecheck(slot, settings.recheck()), settings.recheck());
            return new SessionSlot(context, services, settings);
        }));
    }

    /** Each slot has its own time in a round, or all that start together would read all lists together. */
    private static Duration firstRecheck(int slot, Duration recheck) {
        return recheck.multipliedBy(slot + 1L).dividedBy(Slots.COUNT);
    }

    @Override
    public Receive<SlotProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(SlotProtocol.ToSession.class, this::onToSession)
                .onMessage(
                        SlotProtocol.Deliver.class,
                        deliver -> deliver(
                                deliver.users(),
                                new UserSession.Deliver(deliver.frame(), deliver.journey(), deliver.change())))
                .onMessage(SlotProtocol.DeliverTracked.class, this::onDeliverTracked)
                .onMessage(SlotProtocol.DeliveriesLost.class, this::onDeliveriesLost)
                .onMessage(SlotProtocol.BecomeUnsure.class, this::onUnsure)
                .onMessage(SlotProtocol.Watch.class, this::onWatch)
                .onMessage(Idle.class, this::onIdle)
                .onMessage(SessionStopped.class, this::onSessionStopped)
                .onMessage(HubStopped.class, this::onHubStopped)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<SlotProtocol.Message> onToSession(SlotProtocol.ToSession wrapped) {
        SessionProtocol.Message message = wrapped.message();
        if (message instanceof SessionProtocol.Register register) {
            watch(register.replyTo().hub());
        } else if (message instanceof SessionProtocol.RegisterAgain again) {
            watch(again.replyTo().hub());
        }
        Child child = sessions.get(message.user());
        if (child != null) {
            child.tell(new UserSession.Told(message));
        } else if (message instanceof SessionProtocol.Register || message instanceof SessionProtocol.RegisterAgain) {
            startSession(message.user()).tell(new UserSession.Told(message));
        } else if (message instanceof SessionProtocol.ReadList read) {
            SessionLists.unavailable(read.replyTo(), Cause.BUSY);
        } else if (message instanceof SessionProtocol.WatchPresence watching) {
            SessionLists.unavailable(watching.replyTo(), Cause.BUSY);
        }
        return this;
    }

    /** For all of its sessions: each of them watching by itself would be as many watches, most of them of another node. */
    private void watch(ActorRef<HubProtocol.Message> hub) {
        if (hubs.add(hub)) {
            getContext().watchWith(hub, new HubStopped(hub));
        }
    }

    private Behavior<SlotProtocol.Message> onHubStopped(HubStopped stopped) {
        hubs.remove(stopped.hub());
        tellAll(new UserSession.HubStopped(stopped.hub()));
        return this;
    }

    private Child startSession(UserId user) {
        Child child = new Child(getContext()
                .spawn(
                        UserSession.create(user, getContext().getSelf(), services, settings),
                        user.tenant().value() + "." + user.local() + "." + ++sessionsStarted,
                        MailboxSelector.fromConfig(UserSession.MAILBOX)));
        sessions.put(user, child);
        presence.online(user);
        return child;
    }

    private Behavior<SlotProtocol.Message> deliver(List<UserId> users, UserSession.Deliver delivery) {
        for (UserId user : users) {
            Child child = sessions.get(user);
            if (child != null) {
                child.tell(delivery);
            }
        }
        return this;
    }

    private Behavior<SlotProtocol.Message> onDeliverTracked(SlotProtocol.DeliverTracked deliver) {
        deliver(deliver.users(), new UserSession.Deliver(deliver.frame(), deliver.journey(), deliver.change()));
        deliver.replyTo().tell(new SlotProtocol.Took(deliver.id()));
        return this;
    }

    private Behavior<SlotProtocol.Message> onDeliveriesLost(SlotProtocol.DeliveriesLost lost) {
        getContext().getLog().warn("slot dropped deliveries count={}", lost.deliveries());
        services.reached().slotMailbox.increment((double) lost.deliveries());
        tellAll(UserSession.BecomeUnsure.INSTANCE);
        return this;
    }

    private void tellAll(UserSession.Message message) {
        sessions.values().forEach(child -> child.tell(message));
    }

    private Behavior<SlotProtocol.Message> onUnsure(SlotProtocol.BecomeUnsure unsure) {
        tellAll(UserSession.BecomeUnsure.INSTANCE);
        unsure.replyTo().tell(new SlotProtocol.ToldUnsure(unsure.slot(), unsure.id()));
        return this;
    }

    private Behavior<SlotProtocol.Message> onWatch(SlotProtocol.Watch watch) {
        presence.watch(watch, services.clock().millis());
        return this;
    }

    /** The session stops only if nothing was sent to it since it said so: what is under way is never lost to a stop. */
    private Behavior<SlotProtocol.Message> onIdle(Idle idle) {
        Child child = sessions.get(idle.user());
        if (child != null && child.sent == idle.received()) {
            sessions.remove(idle.user());
            getContext().stop(child.ref);
            presence.offline(idle.user(), services.clock().millis());
        }
        return this;
    }

    /** A session that stopped by itself is a bug. Its connections are known to the hubs only, which register again after a slot stops. */
    private Behavior<SlotProtocol.Message> onSessionStopped(SessionStopped stopped) {
        Child child = sessions.get(stopped.user());
        if (child != null && child.ref.equals(stopped.ref())) {
            getContext().getLog().error("session failed user={}", stopped.user());
            return Behaviors.stopped();
        }
        return this;
    }

    private Behavior<SlotProtocol.Message> onTick(Tick tick) {
        switch (tick) {
            case RENEWAL -> presence.expire(services.clock().millis());
            case RECHECK -> tellAll(UserSession.Recheck.INSTANCE);
        }
        return this;
    }
}
