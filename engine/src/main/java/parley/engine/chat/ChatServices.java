package parley.engine.chat;

import akka.actor.typed.ActorRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import parley.engine.Engine;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Receipts;
import parley.engine.journal.ChatHistory;
import parley.engine.lease.HeldShards;
import parley.engine.limit.LimitReached;

/** What every chat of a node works with. {@code clock} is for showing times only; order is the seq alone. */
public record ChatServices(
        Stores stores,
        PushEncoder encoder,
        ActorRef<FanOutProtocol.Message> fanOut,
        Engine engine,
        HeldShards shards,
        Clock clock,
        Reached reached,
        ChatMeters meters) {

    /** The ports to what is stored. */
    public record Stores(Inbox inbox, ChatHistory history, Receipts receipts) {}

    /** How often bounds of {@link ChatSettings} were reached, by all chats of the node. */
    public static final class Reached {

        final Counter pendingCommands;
        final Counter ungatedGroups;
        final Counter burstEntries;
        final Counter gateTries;
        final Counter reads;
        final Counter members;
        final Counter dedupeKeys;
        final Counter dedupeSearch;
        final Counter rehearsal;

        public Reached(MeterRegistry meters) {
            pendingCommands = counter(meters, "pending-commands-max");
            ungatedGroups = counter(meters, "ungated-groups-max");
            burstEntries = counter(meters, "burst-entries-max");
            gateTries = counter(meters, "gate-tries-max");
            reads = counter(meters, "reads-in-flight-max");
            members = counter(meters, "members-max");
            dedupeKeys = counter(meters, "dedupe-keys-max");
            dedupeSearch = counter(meters, "dedupe-search-entries-max");
            rehearsal = LimitReached.counter(meters, "parley.engine.rehearsal.within");
        }

        void refused(ChatRejection reason) {
            if (reason == ChatRejection.TOO_MANY_MEMBERS) {
                members.increment();
            } else if (reason == ChatRejection.TOO_OLD) {
                dedupeSearch.increment();
            }
        }

        private static Counter counter(MeterRegistry meters, String setting) {
            return LimitReached.counter(meters, "parley.engine.chat." + setting);
        }
    }
}
