package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import java.util.List;
import parley.engine.ClusterMessage;
import parley.engine.client.HubProtocol;
import parley.engine.id.UserId;
import parley.engine.session.SlotProtocol;

/** What a node's {@link FanOut} can be told. */
public final class FanOutProtocol {

    private FanOutProtocol() {}

    public interface Message {}

    /** From a chat of this node: one wire frame for whoever of these users is connected, on whichever node. */
    public record Publish(List<UserId> users, byte[] frame) implements Message {}

    /** A slot lives on this node now; it is watched, so it need not say when it goes. */
    public record SlotStarted(int slot, ActorRef<SlotProtocol.Message> ref) implements Message {}

    /** A hub of this node wants to know which slots moved; it is watched. */
    public record HubStarted(ActorRef<HubProtocol.Message> hub) implements Message {}

    /** From another node: the part of a publication that is for its slots. Answered by {@link Taken}. */
    record Envelope(long id, List<UserId> users, byte[] frame, ActorRef<Message> from)
            implements Message, ClusterMessage {}

    /** The slots of the node have the envelope. */
    record Taken(long id) implements Message, ClusterMessage {}

    /** Which slots a node holds, as a bit set; a later version replaces an earlier one. */
    record Slots(ActorRef<Message> node, long version, long[] bits) implements Message, ClusterMessage {}
}
