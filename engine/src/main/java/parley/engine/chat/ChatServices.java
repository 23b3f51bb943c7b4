package parley.engine.chat;

import akka.actor.typed.ActorRef;
import java.time.Clock;
import parley.engine.Engine;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Receipts;
import parley.engine.journal.ChatHistory;
import parley.engine.lease.HeldShards;

/** What every chat of a node works with. {@code clock} is for showing times only; order is the seq alone. */
public record ChatServices(
        Stores stores,
        PushEncoder encoder,
        ActorRef<FanOutProtocol.Message> fanOut,
        Engine engine,
        HeldShards shards,
        Clock clock) {

    /** The ports to what is stored. */
    public record Stores(Inbox inbox, ChatHistory history, Receipts receipts) {}
}
