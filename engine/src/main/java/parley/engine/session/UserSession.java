package parley.engine.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.CloseReason;
import parley.engine.client.Journey;
import parley.engine.client.PushEncoder.ChatPosition;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.mailbox.Sheddable;
import parley.engine.session.Connections.Place;

/**
 * A connected user: the live connections, and whom they watch. Everything else is read
 * when it is asked for, after the connection was registered, so that nothing falls between. While it may have missed something it
 * is unsure: it reads the list again, paced, and sends the positions to its connections, which pull what they lack.
 */
final class UserSession extends AbstractBehavior<UserSession.Message> {

    interface Message {}

    record Told(SessionProtocol.Message message) implements Message {}

    record Deliver(byte[] frame, @Nullable Journey journey) implements Message, Sheddable {

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

    private record ListRead(SessionLists.Ask ask, @Nullable List<InboxRow> rows) implements Message {}

    private record ReadAgain(@Nullable List<InboxRow> rows) implements Message {}

    private record HeadArrived(ChatProtocol.HeadTold told) implements Message {}

    private record HeadsAreLate(long reading) implements Message {}

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
    private final OpenRows openRows;
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
        this.openRows = new OpenRows(
                user, services.engine(), () -> context.messageAdapter(ChatProtocol.HeadTold.class, HeadArrived::new));
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
                .onMessage(ListRead.class, this::onListRead)
                .onMessage(ReadAgain.class, this::onReadAgain)
                .onMessage(HeadArrived.class, this::onHeadArrived)
                .onMessage(HeadsAreLate.class, this::onHeadsAreLate)
                .onMessage(PresenceArrived.class, this::onPresence)
                .onMessage(HubStopped.class, this::onHubStopped)
                .onMessage(Timer.class, this::onTimer)
                .build();
    }

    private Behavior<Message> counted(Runnable action) {
        received++;
        action.run();
        return this;
    }

    private Behavior<Message> onDeliver(Deliver deliver) {
        received++;
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
        getContext().pipeToSelf(services.inbox().listOf(user), (rows, failure) -> new ListRead(ask, rows));
    }

    private Behavior<Message> onListRead(ListRead read) {
        if (read.rows() == null) {
            listReads--;
            SessionLists.unavailable(read.ask().replyTo(), Cause.UNKNOWN);
        } else {
            withNewestHeads(read.rows(), rows -> answerList(read.ask(), rows));
        }
        return this;
    }

    private void answerList(SessionLists.Ask ask, List<InboxRow> rows) {
        listReads--;
        SessionLists.answer(ask, rows, settings, services.reached());
        if (OpenRows.any(rows)) {
            becomeUnsure();
        }
    }

    /** Whoever is registered is pushed what is acked later, so that the chats' answers leave nothing out. */
    private void withNewestHeads(List<InboxRow> rows, Consumer<List<InboxRow>> then) {
        if (!OpenRows.any(rows)) {
            then.accept(rows);
            return;
        }
        long reading = openRows.ask(rows, then);
        HeadsAreLate late = new HeadsAreLate(reading);
        timers.startSingleTimer(late, late, settings.chatAnswerWithin());
    }

    private Behavior<Message> onHeadArrived(HeadArrived arrived) {
        if (openRows.told(arrived.told())) {
            timers.cancel(new HeadsAreLate(arrived.told().read()));
        }
        return this;
    }

    private Behavior<Message> onHeadsAreLate(HeadsAreLate late) {
        if (openRows.giveUp(late.reading())) {
            services.reached().chatAnswers.increment();
        }
        return this;
    }

    // ---- unsure

    private void becomeUnsure() {
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

    private void readAgain() {
        if (!connections.isEmpty()) {
            getContext().pipeToSelf(services.inbox().listOf(user), (rows, failure) -> new ReadAgain(rows));
        }
    }

    private Behavior<Message> onReadAgain(ReadAgain again) {
        List<InboxRow> rows = again.rows();
        if (rows == null) {
            becomeUnsure();
        } else {
            withNewestHeads(rows, this::sendPositions);
        }
        return this;
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
            case READ_AGAIN -> readAgain();
            case RECHECK -> {
                long oldest = services.clock().millis()
                        - settings.connectionForgottenAfter().toMillis();
                connections.notSpokenOfSince(oldest).forEach(this::disconnected);
                readAgain();
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
