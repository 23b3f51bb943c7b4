package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.client.ListChange;
import parley.engine.id.UserId;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;

/** A fan-out that holds Ann's slot, and another node, which holds Bob's; one of the two leaves. */
class FarewellsTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final ActorTestKit KIT = ActorTestKit.create("farewells");

    private final TestProbe<SlotProtocol.Message> throughSharding = KIT.createTestProbe();
    private final TestProbe<SlotProtocol.Message> slot = KIT.createTestProbe();
    private final TestProbe<FanOutProtocol.Message> node = KIT.createTestProbe();
    private final TestProbe<Done> shutdown = KIT.createTestProbe();
    private final String address = node.ref().path().address().toString();
    private ActorRef<FanOutProtocol.Message> fanOut;

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        fanOut = KIT.spawn(FanOutDoor.fanOut(
                (number, message) -> throughSharding.ref().tell(message),
                new FanOut.FanOutSettings(10, 1_000_000, 100, Duration.ofMillis(60))));
        fanOut.tell(FanOutDoor.listed(Set.of(node.ref())));
        fanOut.tell(new FanOutProtocol.SlotStarted(Slots.of(ANN), slot.ref()));
        BitSet held = new BitSet();
        held.set(Slots.of(BOB));
        fanOut.tell(new FanOutProtocol.Slots(node.ref(), 1, held.toLongArray()));
    }

    @AfterEach
    void stop() {
        KIT.stop(fanOut);
    }

    private <T> T expect(TestProbe<? super T> probe, Class<T> type) {
        long until = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < until) {
            Object message = probe.receiveMessage(SOON);
            if (type.isInstance(message)) {
                return type.cast(message);
            }
        }
        throw new AssertionError("not told: " + type);
    }

    private void publishTo(UserId user) {
        fanOut.tell(new FanOutProtocol.Publish(List.of(user), new byte[1], ListChange.NONE));
    }

    @Test
    void whoSaidFarewellMakesNobodyUnsureByGoing() {
        fanOut.tell(FanOutProtocol.Slots.last(node.ref()));
        fanOut.tell(FanOutDoor.unreachable(address));
        fanOut.tell(FanOutDoor.gone(address, node.ref()));
        throughSharding.expectNoMessage(QUIET);

        publishTo(BOB);

        expect(throughSharding, SlotProtocol.DeliverTracked.class);
    }

    @Test
    void theNextOneAtItsAddressHasToSayItAgain() {
        fanOut.tell(FanOutProtocol.Slots.last(node.ref()));
        fanOut.tell(FanOutDoor.gone(address, node.ref()));

        fanOut.tell(FanOutDoor.gone(address, node.ref()));

        assertThat(expect(throughSharding, SlotProtocol.BecomeUnsure.class).slot())
                .isEqualTo(Slots.of(ANN));
    }

    @Test
    void isSaidOnlyWhenAllThatWasPublishedHasArrived() {
        publishTo(BOB);
        FanOutProtocol.Envelope envelope = expect(node, FanOutProtocol.Envelope.class);
        fanOut.tell(new FanOutProtocol.Leave(shutdown.ref()));
        shutdown.expectNoMessage(QUIET);

        fanOut.tell(new FanOutProtocol.Taken(envelope.id()));

        shutdown.receiveMessage(SOON);
        FanOutProtocol.Slots last = expect(node, FanOutProtocol.Slots.class);
        while (!last.saysFarewell()) {
            last = expect(node, FanOutProtocol.Slots.class);
        }
    }

    @Test
    void isNotSaidWhileSomebodyIsOwedTheWordThatTheyAreUnsure() {
        fanOut.tell(FanOutDoor.unreachable("another"));
        SlotProtocol.BecomeUnsure unsure = expect(throughSharding, SlotProtocol.BecomeUnsure.class);
        fanOut.tell(new FanOutProtocol.Leave(shutdown.ref()));
        shutdown.expectNoMessage(QUIET);

        unsure.replyTo().tell(new SlotProtocol.ToldUnsure(unsure.slot(), unsure.id()));

        shutdown.receiveMessage(SOON);
    }

    @Test
    void whoLeavesIsNotMadeUnsureByTheOthersThatItSeesGo() {
        fanOut.tell(new FanOutProtocol.Leave(shutdown.ref()));
        shutdown.receiveMessage(SOON);
        fanOut.tell(FanOutDoor.gone(address, node.ref()));
        throughSharding.expectNoMessage(QUIET);
    }
}
