package parley.engine.session;

import akka.actor.typed.ActorRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import parley.engine.Engine;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.inbox.Inbox;
import parley.engine.limit.LimitReached;

/** What the slots and sessions of a node work with. */
public record SessionServices(
        Inbox inbox,
        Engine engine,
        PushEncoder encoder,
        ActorRef<FanOutProtocol.Message> fanOut,
        SlotDoor door,
        Clock clock,
        KeptRows keptRows,
        Lists lists,
        Reached reached) {

    /** With what is counted on {@code meters}, and what all sessions of the node may keep. */
    public static SessionServices of(
            Inbox inbox,
            Engine engine,
            PushEncoder encoder,
            ActorRef<FanOutProtocol.Message> fanOut,
            SlotDoor door,
            Clock clock,
            SessionSettings settings,
            MeterRegistry meters) {
        return new SessionServices(
                inbox,
                engine,
                encoder,
                fanOut,
                door,
                clock,
                new KeptRows(settings, meters),
                new Lists(meters),
                new Reached(meters));
    }

    /** Where the lists came from, that sessions of the node were asked for or looked at again. */
    static final class Lists {

        private static final String NAME = "parley.session.lists";

        final Counter fromMemory;
        private final Map<KnownList.Unknown, Counter> fromStore = new EnumMap<>(KnownList.Unknown.class);

        Lists(MeterRegistry meters) {
            fromMemory = meters.counter(NAME, "from", "memory", "why", "known");
            for (KnownList.Unknown why : KnownList.Unknown.values()) {
                fromStore.put(
                        why,
                        meters.counter(NAME, "from", "store", "why", why.name().toLowerCase(Locale.ROOT)));
            }
        }

        Counter fromStore(KnownList.Unknown why) {
            return Objects.requireNonNull(fromStore.get(why));
        }
    }

    /** How often bounds of {@link SessionSettings} were reached, by all sessions and slots of the node. */
    static final class Reached {

        final Counter connections;
        final Counter listReads;
        final Counter provenEntries;
        final Counter chatAnswers;
        final Counter watchers;
        final Counter watchedUsers;
        final Counter lastSeen;
        final Counter slotMailbox;
        final Counter mailbox;

        Reached(MeterRegistry meters) {
            connections = counter(meters, "connections-max");
            listReads = counter(meters, "list-reads-in-flight-max");
            provenEntries = counter(meters, "proven-entries-max");
            chatAnswers = counter(meters, "chat-answer-within");
            watchers = counter(meters, "watchers-max");
            watchedUsers = counter(meters, "watched-users-max");
            lastSeen = counter(meters, "last-seen-max");
            slotMailbox = counter(meters, "slot-mailbox.bytes-max");
            mailbox = counter(meters, "mailbox.bytes-max");
        }

        private static Counter counter(MeterRegistry meters, String setting) {
            return LimitReached.counter(meters, "parley.engine.session." + setting);
        }
    }
}
