package parley.engine.fanout;

import akka.Done;
import akka.actor.typed.ActorRef;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.ClusterMessage;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.id.UserId;
import parley.engine.mailbox.Sheddable;
import parley.engine.session.SlotProtocol;

/** What a node's {@link FanOut} can be told. */
public final class FanOutProtocol {

    private FanOutProtocol() {}

    public interface Message {}

    /** From this node: one wire frame for whoever of these users is connected, on whichever node. */
    public record Publish(
            List<UserId> users,
            byte[] frame,
            @Nullable Journey journey,
            @Nullable ListChange change) implements Message, Sheddable {

        /** Of a frame that is not measured. */
        public Publish(List<UserId> users, byte[] frame, ListChange change) {
            this(users, frame, null, change);
        }

        Publish with(Journey other) {
            return new Publish(users, frame, other, change);
        }

        @Override
        public long waitingBytes() {
            return OVERHEAD_BYTES + frame.length;
        }

        @Override
        public Object shed(@Nullable Object lost) {
            PublicationsLost before =
                    lost instanceof PublicationsLost known ? known : new PublicationsLost(new BitSet(), 0);
            users.forEach(user -> before.slots().set(parley.engine.session.Slots.of(user)));
            return new PublicationsLost(before.slots(), before.publications() + 1);
        }
    }

    /** The fan-out was so far behind that publications were dropped; {@code slots}: where those are whom they were for. */
    record PublicationsLost(BitSet slots, long publications) implements Message {}

    /** A slot lives on this node now; it is watched, so it need not say when it goes. */
    public record SlotStarted(int slot, ActorRef<SlotProtocol.Message> ref) implements Message {}

    /** A hub of this node wants to know which slots moved; it is watched. */
    public record HubStarted(ActorRef<HubProtocol.Message> hub) implements Message {}

    /** From another node: the part of a publication that is for its slots. Answered by {@link Taken}. {@code change}: null when its release does not say. */
    record Envelope(
            long id,
            List<UserId> users,
            byte[] frame,
            @Nullable Journey journey,
            @Nullable ListChange change,
            ActorRef<Message> from)
            implements Message, ClusterMessage, Sheddable {

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

    /** The slots of the node have the envelope. */
    record Taken(long id) implements Message, ClusterMessage {}

    /** Runs a task when it is its turn: so long do messages wait. */
    public record Probe(Runnable arrived) implements Message {}

    /** The node leaves: answered when all that it published has arrived, and the other nodes have been told so. */
    record Leave(ActorRef<Done> replyTo) implements Message {}

    /** Which slots a node holds, as a bit set; a later version replaces an earlier one. */
    record Slots(ActorRef<Message> node, long version, long[] bits) implements Message, ClusterMessage {

        private static final long LAST = Long.MAX_VALUE;

        /** Of a node that leaves, after which nothing comes from it. */
        static Slots last(ActorRef<Message> node) {
            return new Slots(node, LAST, new long[0]);
        }

        boolean saysFarewell() {
            return version == LAST;
        }
    }
}
