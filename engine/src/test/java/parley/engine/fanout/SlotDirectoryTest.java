package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import parley.engine.session.SlotProtocol;

class SlotDirectoryTest {

    private final SlotDirectory directory = new SlotDirectory();
    private final ActorRef<FanOutProtocol.Message> node =
            TestInbox.<FanOutProtocol.Message>create("node").getRef();
    private final ActorRef<FanOutProtocol.Message> other =
            TestInbox.<FanOutProtocol.Message>create("other").getRef();

    private static FanOutProtocol.Slots slots(ActorRef<FanOutProtocol.Message> node, long version, int... held) {
        return new FanOutProtocol.Slots(node, version, bits(held).toLongArray());
    }

    private static BitSet bits(int... held) {
        BitSet bits = new BitSet();
        for (int slot : held) {
            bits.set(slot);
        }
        return bits;
    }

    @Test
    void knowsWhichNodeHoldsASlot() {
        assertThat(directory.remote(5)).isNull();
        assertThat(directory.update(slots(node, 1, 5, 1_023))).isEqualTo(bits(5, 1_023));
        assertThat(directory.remote(5)).isEqualTo(node);
        assertThat(directory.remote(1_023)).isEqualTo(node);
        assertThat(directory.remote(6)).isNull();
    }

    @Test
    void saysWhichSlotsANodeHasGainedAndLost() {
        directory.update(slots(node, 1, 5, 6));
        assertThat(directory.update(slots(node, 2, 6, 7))).isEqualTo(bits(5, 7));
        assertThat(directory.remote(5)).isNull();
        assertThat(directory.remote(7)).isEqualTo(node);
    }

    @Test
    void aSlotThatMovedBelongsToWhoeverSaidSoLast() {
        directory.update(slots(node, 1, 5));
        directory.update(slots(other, 1, 5));
        assertThat(directory.remote(5)).isEqualTo(other);
        assertThat(directory.update(slots(node, 2))).isEqualTo(bits(5));
        assertThat(directory.remote(5)).isEqualTo(other);
    }

    @Test
    void whatIsOlderIsIgnored() {
        directory.update(slots(node, 2, 5));
        assertThat(directory.update(slots(node, 1, 6))).isEqualTo(bits());
        assertThat(directory.remote(5)).isEqualTo(node);
        assertThat(directory.remote(6)).isNull();
    }

    @Test
    void forgetsANodeAndSaysWhatItHeld() {
        directory.update(slots(node, 1, 5, 6));
        directory.update(slots(other, 1, 7));
        assertThat(directory.forget(node)).isEqualTo(bits(5, 6));
        assertThat(directory.remote(5)).isNull();
        assertThat(directory.remote(7)).isEqualTo(other);
        assertThat(directory.forget(node)).isEqualTo(bits());
    }

    @Test
    void publishesTheSlotsOfThisNode() {
        ActorRef<SlotProtocol.Message> first =
                TestInbox.<SlotProtocol.Message>create("first").getRef();
        ActorRef<SlotProtocol.Message> second =
                TestInbox.<SlotProtocol.Message>create("second").getRef();
        directory.addLocal(3, first);
        directory.addLocal(900, first);
        FanOutProtocol.Slots published = directory.published(node);
        assertThat(BitSet.valueOf(published.bits())).isEqualTo(bits(3, 900));
        directory.addLocal(3, second);
        directory.removeLocal(3, first);
        assertThat(directory.local(3))
                .as("started again before its end was noticed")
                .isEqualTo(second);
        directory.removeLocal(900, first);
        assertThat(BitSet.valueOf(directory.published(node).bits())).isEqualTo(bits(3));
        assertThat(directory.published(node).version()).isGreaterThan(published.version());
    }
}
