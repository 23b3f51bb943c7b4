package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.ClusterMessage;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.id.UserId;
import parley.engine.mailbox.Sheddable;

/** What a slot can be told, beside {@link SessionProtocol}'s messages for the sessions in it. */
public final class SlotProtocol {

    private SlotProtocol() {}

    public interface Message extends ClusterMessage {}

    /** For a session in this slot; started if it is a registration. */
    public record ToSession(SessionProtocol.Message message) implements Message {}

    /** One wire frame for those of the users who are connected. {@code change}: null when it is not known. */
    public record Deliver(
            List<UserId> users,
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

    /** The slot was so far behind that so many were dropped: its sessions read again. */
    public record DeliveriesLost(long deliveries) implements Message {}

    /** Like {@link Deliver}, from a node that did not know where the slot is; answered. */
    public record DeliverTracked(
            long id,
            List<UserId> users,
            byte[] frame,
            @Nullable Journey journey,
            @Nullable ListChange change,
            ActorRef<Took> replyTo)
            implements Message, Sheddable {

        @Override
        public long waitingBytes() {
            return OVERHEAD_BYTES + frame.length;
        }

        /** Not answered, it is sent again. */
        @Override
        public @Nullable Object shed(@Nullable Object lost) {
            return lost;
        }
    }

    public record Took(long id) implements ClusterMessage {}

    /** Some sessions of this slot may have missed something: they read again, paced, and tell their devices. Answered. */
    public record BecomeUnsure(int slot, long id, ActorRef<ToldUnsure> replyTo) implements Message {}

    public record ToldUnsure(int slot, long id) implements ClusterMessage {}

    /** {@code watcher} wants to know when these users of this slot come and go; said again before it is forgotten. */
    public record Watch(List<UserId> users, ActorRef<PresenceChanged> watcher) implements Message {}

    public record PresenceChanged(List<PresenceState> states) implements ClusterMessage {}
}
