package parley.engine.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import parley.engine.id.UserId;
import parley.engine.session.Connections.Place;

/**
 * Whom the connections of a session watch: their slots are asked, again and again so that they do not forget it, and what changes is
 * gathered for a while and pushed. Made when somebody is watched for the first time. Confined to the session's actor, which passes on the
 * messages that are for it.
 */
final class WatchedPresence {

    interface Message extends UserSession.Message {}

    private record Arrived(SlotProtocol.PresenceChanged changed) implements Message {}

    private enum Timer implements Message {
        FLUSH,
        ANSWER,
        RENEW
    }

    private final TimerScheduler<UserSession.Message> timers;
    private final Connections connections;
    private final SessionServices services;
    private final SessionSettings settings;
    private final PresenceWatch watch = new PresenceWatch();
    private final ActorRef<SlotProtocol.PresenceChanged> adapter;

    WatchedPresence(
            ActorContext<UserSession.Message> context,
            TimerScheduler<UserSession.Message> timers,
            Connections connections,
            SessionServices services,
            SessionSettings settings) {
        this.timers = timers;
        this.connections = connections;
        this.services = services;
        this.settings = settings;
        this.adapter = context.messageAdapter(SlotProtocol.PresenceChanged.class, Arrived::new);
    }

    /** Takes the place of whom the same connection watched before; answered when all are known, or soon after. */
    void watch(SessionProtocol.WatchPresence asked) {
        watch.watch(Place.of(asked.replyTo()), asked.watched(), asked.replyTo());
        renew();
        watch.answer(false);
        if (watch.hasUnanswered() && !timers.isTimerActive(Timer.ANSWER)) {
            timers.startSingleTimer(
                    Timer.ANSWER, Timer.ANSWER, settings.presenceFlush().multipliedBy(2));
        }
        timers.startTimerWithFixedDelay(Timer.RENEW, Timer.RENEW, settings.watchRenewal());
    }

    void forget(Place place) {
        watch.forget(place);
    }

    void on(Message message) {
        if (message instanceof Arrived arrived) {
            onArrived(arrived.changed());
        } else if (message instanceof Timer timer) {
            switch (timer) {
                case FLUSH -> flush();
                case ANSWER -> watch.answer(true);
                case RENEW -> renew();
            }
        }
    }

    private void onArrived(SlotProtocol.PresenceChanged arrived) {
        boolean changed = watch.changed(arrived.states());
        watch.answer(false);
        if (changed && !timers.isTimerActive(Timer.FLUSH)) {
            timers.startSingleTimer(Timer.FLUSH, Timer.FLUSH, settings.presenceFlush());
        }
    }

    private void renew() {
        Map<Integer, List<UserId>> bySlot = watch.watched().stream().collect(Collectors.groupingBy(Slots::of));
        bySlot.forEach((number, users) ->
                services.door().tell(number, new SlotProtocol.Watch(new ArrayList<>(users), adapter)));
    }

    private void flush() {
        watch.drainChanges()
                .forEach((place, states) -> connections.push(services.encoder().presence(states), place::equals));
    }
}
