package parley.engine.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.CloseReason;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.client.PushEncoder.ChatPosition;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.mailbox.Sheddable;
import parley.engine.session.Connections.Place;

/**
 * A connected user: the live connections, whom they watch, and the list as it is known. The list is read
 * when it is asked for, after the connection was registered, so that nothing falls between. While it may have missed something it
 * is unsure: it knows no list, reads it again, paced, and sends the positions to its connections, which pull what they lack.
 */
final class UserSession extends AbstractBehavior<UserSession.Message> {

    interface Message {}

    record Told(SessionProtocol.Message message) implements Message {}

    record Deliver(
            byte[] frame,
            @Nullable Journey journey,
            @Nullable ListChange change) implements Message, Sheddable {

        @Override
        public long waitingBytes() {
            return OVERHEAD_BYTES + frame.length;
        }

        @Override
        public Object shed(@Nullable Object lost) {
            return new DeliveriesLost(lost instanceof DeliveriesLost before ? before.deliveries() + 1 : 1);
        }
    }

    /** This session was so far behind that so many were dropped. */
    record DeliveriesLost(long deliveries) implements Message {}

    enum BecomeUnsure implements Message {
        INSTANCE
    }

    private record PresenceArrived(SlotProtocol.PresenceChanged changed) implements Message {}

    private record HubStopped(ActorRef<HubProtocol.Message> hub) implements Message {}

    private enum Timer implements Message {
        READ_AGAIN,
        RECHECK,
        OFFLINE,
        FLUSH_PRESENCE,
        ANSWER_WATCH,
        RENEW_WATCH
    }

    /** Where the configuration has its mailbox. */
    static final String MAILBOX = "parley.engine.session.mailbox";

    private static final int POSITIONS_PER_FRAME = 200;

    private final UserId user;
    private final ActorRef<SlotProtocol.Message> slot;
    private final SessionServices services;
    private final SessionSettings settings;
    private final TimerScheduler<Message> timers;
    private final Connections connections = new Connections();
    private final PresenceWatch watch = new PresenceWatch();
    private final ActorRef<SlotProtocol.PresenceChanged> presenceAdapter;
    private final ListReads lists;
    private int listReads;
    private long received;

    private UserSession(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            UserId user,
            ActorRef<SlotProtocol.Message> slot,
            SessionServices services,
            SessionSettings settings) {
        super(context);
        this.timers = timers;
        this.user = user;
        this.slot = slot;
        this.services = services;
        this.settings = settings;
        this.presenceAdapter = context.messageAdapter(SlotProtocol.PresenceChanged.class, PresenceArrived::new);
        this.lists = new ListReads(context, timers, user, services, settings);
    }

    static Behavior<Message> create(
            UserId user, ActorRef<SlotProtocol.Message> slot, SessionServices services, SessionSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            UserSession session = new UserSession(context, timers, user, slot, services, settings);
            timers.startTimerWithFixedDelay(Timer.RECHECK, Timer.RECHECK, session.spread(settings.recheck()));
            return session;
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Told.class, this::onTold)
                .onMessage(Deliver.class, this::onDeliver)
                .onMessage(DeliveriesLost.class, this::onDeliveriesLost)
                .onMessage(BecomeUnsure.class, unsure -> counted(this::becomeUnsure))
                .onMessage(ListReads.Message.class, this::onList)
                .onMessage(PresenceArrived.class, this::onPresence)
                .onMessage(HubStopped.class, this::onHubStopped)
                .onMessage(Timer.class, this::onTimer)
                .onSignal(PostStop.class, stopped -> {
                    lists.forget();
                    return this;
                })
                .build();
    }

    private Behavior<Message> onList(ListReads.Message message) {
        lists.on(message);
        return this;
    }

    private Behavior<Message> counted(Runnable action) {
        received++;
        action.run();
        return this;
    }

    private Behavior<Message> onDeliver(Deliver deliver) {
        received++;
        lists.changed(deliver.change());
        connections.push(deliver.frame(), deliver.journey());
        return this;
    }

    private Behavior<Message> onDeliveriesLost(DeliveriesLost lost) {
        received += lost.deliveries();
        services.reached().mailbox.increment((double) lost.deliveries());
        becomeUnsure();
        return this;
    }

    private Behavior<Message> onTold(Told told) {
        received++;
        SessionProtocol.Message message = told.message();
        if (message instanceof SessionProtocol.Register register) {
            connected(register.device(), register.replyTo());
            readList(new SessionLists.Ask(true, register.open(), register.digest(), register.replyTo()));
        } else if (message instanceof SessionProtocol.RegisterAgain again) {
            if (connected(again.device(), again.replyTo())) {
                becomeUnsure();
            }
            Connections.confirm(Place.of(again.replyTo()));
        } else if (message instanceof SessionProtocol.Unregister gone) {
            disconnected(Place.of(gone.replyTo()));
        } else if (message instanceof SessionProtocol.ReadList read) {
            readList(new SessionLists.Ask(false, List.of(), read.digest(), read.replyTo()));
        } else if (message instanceof SessionProtocol.Revoke revoke) {
            connections.of(revoke.device()).forEach(place -> Connections.close(place, CloseReason.REVOKED));
        } else if (message instanceof SessionProtocol.ReadMoved moved) {
            lists.readMoved(moved.chat(), moved.read());
            connections.push(services.encoder().position(moved.chat(), moved.read()));
        } else if (message instanceof SessionProtocol.WatchPresence watching) {
            onWatch(watching);
        } else {
            throw new IllegalStateException("untold session message: " + message.getClass());
        }
        return this;
    }

    // ---- connections

    /** True if the connection is new here. */
    private boolean connected(DeviceId device, ReplyTo replyTo) {
        if (!connections.usesHub(replyTo.hub())) {
            getContext().watchWith(replyTo.hub(), new HubStopped(replyTo.hub()));
        }
        timers.cancel(Timer.OFFLINE);
        boolean isNew =
                connections.add(Place.of(replyTo), device, services.clock().millis());
        if (connections.count() > settings.connectionsMax()) {
            services.reached().connections.increment();
            connections.oldest().ifPresent(oldest -> {
                Connections.close(oldest, CloseReason.TOO_MANY_CONNECTIONS);
                disconnected(oldest);
            });
        }
        return isNew;
    }

    private void disconnected(Place place) {
        if (connections.remove(place)) {
            watch.forget(place);
            goOfflineIfAlone();
        }
    }

    private Behavior<Message> onHubStopped(HubStopped stopped) {
        List<Place> gone = connections.removeHub(stopped.hub());
        gone.forEach(watch::forget);
        if (!gone.isEmpty()) {
            goOfflineIfAlone();
        }
        return this;
    }

    private void goOfflineIfAlone() {
        if (connections.isEmpty()) {
            timers.startSingleTimer(Timer.OFFLINE, Timer.OFFLINE, spread(settings.offlineGrace()));
        }
    }

    // ---- the list

    private void readList(SessionLists.Ask ask) {
        if (listReads >= settings.listReadsMax()) {
            services.reached().listReads.increment();
            SessionLists.unavailable(ask.replyTo(), Cause.BUSY);
            return;
        }
        listReads++;
        lists.read(ask.digest(), ask.open(), new ListReads.Reader() {
            @Override
            public void arrived(List<InboxRow> rows) {
                answerList(ask, rows);
            }

            @Override
            public void failed() {
                listReads--;
                SessionLists.unavailable(ask.replyTo(), Cause.UNKNOWN);
            }
        });
    }

    private void answerList(SessionLists.Ask ask, List<InboxRow> rows) {
        listReads--;
        SessionLists.answer(ask, rows, settings, services.reached());
        if (OpenRows.any(rows)) {
            becomeUnsure();
        }
    }

    // ---- unsure

    private void becomeUnsure() {
        lists.forget();
        if (!timers.isTimerActive(Timer.READ_AGAIN)) {
            timers.startSingleTimer(Timer.READ_AGAIN, Timer.READ_AGAIN, spread(settings.unsurePace()));
        }
    }

    /** Something between half of a duration and all of it, spread over the users, so that not all read at once. */
    private Duration spread(Duration whole) {
        long half = Math.max(1, whole.toMillis() / 2);
        return Duration.ofMillis(
                half + Math.floorMod(user.hashCode() * 31L + services.clock().millis(), half));
    }

    private void readAgain(KnownList.Unknown why) {
        if (!connections.isEmpty()) {
            lists.readStore(why, new ListReads.Reader() {
                @Override
                public void arrived(List<InboxRow> rows) {
                    sendPositions(rows);
                }

                @Override
                public void failed() {
                    becomeUnsure();
                }
            });
        }
    }

    private void sendPositions(List<InboxRow> rows) {
        if (OpenRows.any(rows)) {
            becomeUnsure();
        }
        List<ChatPosition> positions = rows.stream()
                .filter(row -> !row.open())
                .map(row -> new ChatPosition(row.chat(), SessionLists.newest(row), row.read()))
                .toList();
        for (int from = 0; from < positions.size(); from += POSITIONS_PER_FRAME) {
            int to = Math.min(positions.size(), from + POSITIONS_PER_FRAME);
            connections.push(services.encoder().positions(positions.subList(from, to)));
        }
    }

    // ---- presence

    private void onWatch(SessionProtocol.WatchPresence watching) {
        if (!connections.contains(Place.of(watching.replyTo()))) {
            SessionLists.unavailable(watching.replyTo(), Cause.BUSY);
            return;
        }
        watch.watch(Place.of(watching.replyTo()), watching.watched(), watching.replyTo());
        renewWatch();
        watch.answer(false);
        if (watch.hasUnanswered() && !timers.isTimerActive(Timer.ANSWER_WATCH)) {
            timers.startSingleTimer(
                    Timer.ANSWER_WATCH,
                    Timer.ANSWER_WATCH,
                    settings.presenceFlush().multipliedBy(2));
        }
        timers.startTimerWithFixedDelay(Timer.RENEW_WATCH, Timer.RENEW_WATCH, settings.watchRenewal());
    }

    private void renewWatch() {
        Map<Integer, List<UserId>> bySlot = watch.watched().stream().collect(Collectors.groupingBy(Slots::of));
        bySlot.forEach((number, users) ->
                services.door().tell(number, new SlotProtocol.Watch(new ArrayList<>(users), presenceAdapter)));
    }

    private Behavior<Message> onPresence(PresenceArrived arrived) {
        boolean changed = watch.changed(arrived.changed().states());
        watch.answer(false);
        if (changed && !timers.isTimerActive(Timer.FLUSH_PRESENCE)) {
            timers.startSingleTimer(Timer.FLUSH_PRESENCE, Timer.FLUSH_PRESENCE, settings.presenceFlush());
        }
        return this;
    }

    private void flushPresence() {
        watch.drainChanges()
                .forEach((place, states) -> connections.push(services.encoder().presence(states), place::equals));
    }

    private Behavior<Message> onTimer(Timer timer) {
        switch (timer) {
            case READ_AGAIN -> readAgain(KnownList.Unknown.UNSURE);
            case RECHECK -> {
                long oldest = services.clock().millis()
                        - settings.connectionForgottenAfter().toMillis();
                connections.notSpokenOfSince(oldest).forEach(this::disconnected);
                readAgain(KnownList.Unknown.RECHECK);
            }
            case OFFLINE -> {
                if (connections.isEmpty()) {
                    slot.tell(new SessionSlot.Idle(user, received));
                    goOfflineIfAlone();
                }
            }
            case FLUSH_PRESENCE -> flushPresence();
            case ANSWER_WATCH -> watch.answer(true);
            case RENEW_WATCH -> renewWatch();
        }
        return this;
    }
}
