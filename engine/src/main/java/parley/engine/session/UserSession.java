package parley.engine.session;

import static java.util.Objects.requireNonNull;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
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
 *
 * <p>There is one for every user who is connected, so it holds nothing that it does not use: no table of handlers, no timer while all is
 * quiet, and nothing of presence before somebody watches. What happens to all sessions of a slot alike, the slot tells them.
 */
final class UserSession extends ExtensibleBehavior<UserSession.Message> {

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

    /** It is time to look whether all is as it should be, however sure one is. */
    enum Recheck implements Message {
        INSTANCE
    }

    record HubStopped(ActorRef<HubProtocol.Message> hub) implements Message {}

    private enum Timer implements Message {
        READ_AGAIN,
        OFFLINE
    }

    /** Where the configuration has its mailbox. */
    static final String MAILBOX = "parley.engine.session.mailbox";

    private static final int POSITIONS_PER_FRAME = 200;

    private final ActorContext<Message> context;
    private final UserId user;
    private final ActorRef<SlotProtocol.Message> slot;
    private final SessionServices services;
    private final SessionSettings settings;
    private final TimerScheduler<Message> timers;
    private final Connections connections = new Connections();
    private final ListReads lists;
    /** From the first time that a connection watches somebody. */
    private @Nullable WatchedPresence watched;

    private int listReads;
    private long received;

    private UserSession(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            UserId user,
            ActorRef<SlotProtocol.Message> slot,
            SessionServices services,
            SessionSettings settings) {
        this.context = context;
        this.timers = timers;
        this.user = user;
        this.slot = slot;
        this.services = services;
        this.settings = settings;
        this.lists = new ListReads(context, timers, user, services, settings);
    }

    static Behavior<Message> create(
            UserId user, ActorRef<SlotProtocol.Message> slot, SessionServices services, SessionSettings settings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new UserSession(context, timers, user, slot, services, settings)));
    }

    @Override
    public Behavior<Message> receive(TypedActorContext<Message> any, Message message) {
        if (message instanceof Deliver deliver) {
            return onDeliver(deliver);
        } else if (message instanceof Told told) {
            received++;
            onTold(told.message());
        } else if (message instanceof ListReads.Message list) {
            lists.on(list);
        } else if (message instanceof Timer timer) {
            onTimer(timer);
        } else if (message instanceof WatchedPresence.Message presence) {
            requireNonNull(watched, "watched").on(presence);
        } else if (message instanceof DeliveriesLost lost) {
            onDeliveriesLost(lost);
        } else {
            received++;
            onToldToAll(message);
        }
        return this;
    }

    /** What the slot tells each of its sessions. */
    private void onToldToAll(Message message) {
        if (message instanceof BecomeUnsure) {
            becomeUnsure();
        } else if (message instanceof Recheck) {
            recheck();
        } else if (message instanceof HubStopped stopped) {
            onHubStopped(stopped.hub());
        } else {
            throw new IllegalStateException("untold message: " + message.getClass());
        }
    }

    @Override
    public Behavior<Message> receiveSignal(TypedActorContext<Message> any, Signal signal) {
        if (signal instanceof PostStop) {
            slot.tell(new SessionSlot.SessionStopped(user, context.getSelf()));
            lists.forget();
            return this;
        }
        return Behaviors.unhandled();
    }

    private Behavior<Message> onDeliver(Deliver deliver) {
        received++;
        lists.changed(deliver.change());
        connections.push(deliver.frame(), deliver.journey());
        return this;
    }

    private void onDeliveriesLost(DeliveriesLost lost) {
        received += lost.deliveries();
        services.reached().mailbox.increment((double) lost.deliveries());
        becomeUnsure();
    }

    private void onTold(SessionProtocol.Message message) {
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
    }

    // ---- connections

    /** True if the connection is new here. */
    private boolean connected(DeviceId device, ReplyTo replyTo) {
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
            if (watched != null) {
                watched.forget(place);
            }
            goOfflineIfAlone();
        }
    }

    private void onHubStopped(ActorRef<HubProtocol.Message> hub) {
        connections.of(hub).forEach(this::disconnected);
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

    private void onWatch(SessionProtocol.WatchPresence asked) {
        if (!connections.contains(Place.of(asked.replyTo()))) {
            SessionLists.unavailable(asked.replyTo(), Cause.BUSY);
            return;
        }
        if (watched == null) {
            watched = new WatchedPresence(context, timers, connections, services, settings);
        }
        watched.watch(asked);
    }

    // ---- what the clock says

    private void recheck() {
        long oldest =
                services.clock().millis() - settings.connectionForgottenAfter().toMillis();
        connections.notSpokenOfSince(oldest).forEach(this::disconnected);
        readAgain(KnownList.Unknown.RECHECK);
    }

    private void onTimer(Timer timer) {
        switch (timer) {
            case READ_AGAIN -> readAgain(KnownList.Unknown.UNSURE);
            case OFFLINE -> {
                if (connections.isEmpty()) {
                    slot.tell(new SessionSlot.Idle(user, received));
                    goOfflineIfAlone();
                }
            }
        }
    }
}
