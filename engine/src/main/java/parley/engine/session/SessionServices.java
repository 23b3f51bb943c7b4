package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.time.Clock;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.inbox.Inbox;

/** What the slots and sessions of a node work with. */
public record SessionServices(
        Inbox inbox, PushEncoder encoder, ActorRef<FanOutProtocol.Message> fanOut, SlotDoor door, Clock clock) {}
