package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CHAT;
import static parley.engine.fakes.Given.user;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.fakes.Given;
import parley.engine.fakes.RecordedSpans;
import parley.engine.fakes.TextEncoder;
import parley.engine.id.UserId;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;
import parley.engine.trace.Traced;

/** One fan-out on a cluster of one; the other nodes are probes that the receptionist lists. */
class FanOutTest {

    private static final ListChange CHANGE = new ListChange(ListChange.Kind.HEAD, Given.chat("g_1"));
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(150);
    private static final Config CONFIG = ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 },"
                            + " akka.cluster.jmx.multi-mbeans-in-same-jvm = on,"
                            + " akka.cluster.typed.receptionist.write-consistency = local")
            .withFallback(ConfigFactory.load());
    private static final ServiceKey<FanOutProtocol.Message> KEY =
            ServiceKey.create(FanOutProtocol.Message.class, "parley-fan-out");
    private static final byte[] FRAME = "hello".getBytes(StandardCharsets.UTF_8);
    /** Another user of Ann's slot, and one of a slot of their own. */
    private static final UserId ANNS_NEIGHBOUR = IntStream.range(0, 100_000)
            .mapToObj(i -> user("n_" + i))
            .filter(user -> Slots.of(user) == Slots.of(ANN))
            .findFirst()
            .orElseThrow();

    private record Behind(int slot, SlotProtocol.Message message) {}

    private static ActorTestKit testKit;
    private TestProbe<Behind> behindDoor;
    private TestProbe<HubProtocol.Message> hub;
    private TestProbe<SlotProtocol.Message> slot;
    private TestProbe<FanOutProtocol.Message> node;
    private ActorRef<FanOutProtocol.Message> fanOut;
    private final RecordedSpans recorded = new RecordedSpans();

    @BeforeAll
    static void startCluster() {
        testKit = ActorTestKit.create("fan-out", CONFIG);
        Cluster cluster = Cluster.get(testKit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    @AfterAll
    static void stopCluster() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        behindDoor = testKit.createTestProbe(Behind.class);
        hub = testKit.createTestProbe(HubProtocol.Message.class);
        slot = testKit.createTestProbe(SlotProtocol.Message.class);
        node = testKit.createTestProbe(FanOutProtocol.Message.class);
        fanOut = testKit.spawn(FanOut.create(
                (number, message) -> behindDoor.ref().tell(new Behind(number, message)),
                new FanOut.FanOutSettings(10, 1_000_000, 3, Duration.ofMillis(60)),
                new SimpleMeterRegistry(),
                recorded.traces(() -> false)));
        fanOut.tell(new FanOutProtocol.HubStarted(hub.ref()));
    }

    @AfterEach
    void stop() {
        testKit.stop(fanOut);
        node.stop();
    }

    /** The other node is known when it has been told this node's slots. */
    private FanOutProtocol.Slots nodeJoins() {
        testKit.system().receptionist().tell(Receptionist.register(KEY, node.ref()));
        return node.expectMessageClass(FanOutProtocol.Slots.class, SOON);
    }

    private void nodeHolds(long version, UserId... users) {
        BitSet held = new BitSet();
        for (UserId user : users) {
            held.set(Slots.of(user));
        }
        fanOut.tell(new FanOutProtocol.Slots(node.ref(), version, held.toLongArray()));
    }

    private void publish(UserId... users) {
        fanOut.tell(new FanOutProtocol.Publish(List.of(users), FRAME, CHANGE));
    }

    private FanOutProtocol.Envelope expectEnvelope() {
        return (FanOutProtocol.Envelope)
                node.fishForMessage(SOON, FanOutTest::envelopes).get(0);
    }

    /** Ann's slot is told. */
    private SlotProtocol.BecomeUnsure expectUnsure() {
        Behind told = behindDoor.receiveMessage(SOON);
        assertThat(told.slot()).isEqualTo(Slots.of(ANN));
        return (SlotProtocol.BecomeUnsure) told.message();
    }

    private static akka.actor.testkit.typed.FishingOutcome envelopes(FanOutProtocol.Message message) {
        return message instanceof FanOutProtocol.Envelope
                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore();
    }

    @Test
    void aNodeGetsOneEnvelopeWhateverTheNumberOfItsUsers() {
        nodeJoins();
        nodeHolds(1, ANN, BOB);
        publish(ANN, BOB, ANNS_NEIGHBOUR);
        FanOutProtocol.Envelope envelope = expectEnvelope();
        assertThat(envelope.users()).containsExactlyInAnyOrder(ANN, BOB, ANNS_NEIGHBOUR);
        assertThat(TextEncoder.text(envelope.frame())).isEqualTo("hello");
        assertThat(envelope.change()).isEqualTo(CHANGE);
        fanOut.tell(new FanOutProtocol.Taken(envelope.id()));
        node.expectNoMessage(QUIET);
        behindDoor.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aTracedPublicationIsASpanUnderWhichOtherNodesGoOn() {
        nodeJoins();
        nodeHolds(1, ANN);
        Traced message = new Traced("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", CHAT, 9);

        fanOut.tell(new FanOutProtocol.Publish(List.of(ANN), FRAME, new Journey(AT, AT, message), CHANGE));

        FanOutProtocol.Envelope envelope = node.expectMessageClass(FanOutProtocol.Envelope.class, SOON);
        SpanData publish = node.awaitAssert(SOON, () -> recorded.one("publish"));
        assertThat(publish.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(envelope.journey())
                .isEqualTo(new Journey(AT, AT, message.under(Span.wrap(publish.getSpanContext()))));
        fanOut.tell(new FanOutProtocol.Envelope(44, List.of(BOB), FRAME, envelope.journey(), CHANGE, node.ref()));
        node.fishForMessage(
                SOON,
                told -> told instanceof FanOutProtocol.Taken
                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
        assertThat(recorded.all()).as("who hands it on publishes nothing").hasSize(1);
    }

    @Test
    void slotsOfThisNodeAreToldDirectly() {
        fanOut.tell(new FanOutProtocol.SlotStarted(Slots.of(ANN), slot.ref()));
        publish(ANN, ANNS_NEIGHBOUR);
        SlotProtocol.Deliver deliver = slot.expectMessageClass(SlotProtocol.Deliver.class, SOON);
        assertThat(deliver.users()).containsExactly(ANN, ANNS_NEIGHBOUR);
        assertThat(deliver.change()).isEqualTo(CHANGE);
        slot.expectNoMessage(QUIET);
    }

    @Test
    void aSlotWhoseNodeIsUnknownIsReachedThroughShardingUntilItAnswers() {
        publish(ANN);
        Behind first = behindDoor.receiveMessage(SOON);
        Behind again = behindDoor.receiveMessage(SOON);
        assertThat(again).isEqualTo(first);
        SlotProtocol.DeliverTracked deliver = (SlotProtocol.DeliverTracked) first.message();
        assertThat(first.slot()).isEqualTo(Slots.of(ANN));
        assertThat(deliver.change()).isEqualTo(CHANGE);
        deliver.replyTo().tell(new SlotProtocol.Took(deliver.id()));
        behindDoor.expectNoMessage(QUIET);
    }

    @Test
    void anEnvelopeIsSentAgainAndThenGivenUpAndItsSessionsAreUnsure() {
        nodeJoins();
        nodeHolds(1, ANN);
        publish(ANN, ANNS_NEIGHBOUR);
        long id = expectEnvelope().id();
        assertThat(expectEnvelope().id()).isEqualTo(id);
        assertThat(expectEnvelope().id()).isEqualTo(id);
        SlotProtocol.BecomeUnsure first = expectUnsure();
        SlotProtocol.BecomeUnsure again = expectUnsure();
        assertThat(again).as("until it is answered").isEqualTo(first);
        first.replyTo().tell(new SlotProtocol.ToldUnsure(first.slot(), first.id()));
        behindDoor.expectNoMessage(QUIET);
    }

    @Test
    void anAnswerToAnOlderWordLeavesTheNewerOneOwed() {
        nodeJoins();
        nodeHolds(1, ANN);
        publish(ANN);
        SlotProtocol.BecomeUnsure first = expectUnsure();
        publish(ANN);
        SlotProtocol.BecomeUnsure second = (SlotProtocol.BecomeUnsure) behindDoor
                .fishForMessage(
                        SOON,
                        told -> told.message().equals(first)
                                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore()
                                : akka.actor.testkit.typed.javadsl.FishingOutcomes.complete())
                .get(0)
                .message();
        first.replyTo().tell(new SlotProtocol.ToldUnsure(first.slot(), first.id()));
        assertThat(expectUnsure()).isEqualTo(second);
        second.replyTo().tell(new SlotProtocol.ToldUnsure(second.slot(), second.id()));
    }

    @Test
    void whatThereIsNoRoomToRememberMakesItsSessionsUnsure() {
        nodeJoins();
        nodeHolds(1, ANN);
        for (int i = 0; i <= 10; i++) {
            publish(ANN);
        }
        expectUnsure();
    }

    @Test
    void anEnvelopeGoesToTheSlotsHereAndWhatIsMisroutedGoesOnAndItIsAnswered() {
        nodeJoins();
        nodeHolds(1, BOB);
        fanOut.tell(new FanOutProtocol.SlotStarted(Slots.of(ANN), slot.ref()));
        TestProbe<FanOutProtocol.Message> from = testKit.createTestProbe(FanOutProtocol.Message.class);
        fanOut.tell(new FanOutProtocol.Envelope(44, List.of(ANN, BOB), FRAME, null, CHANGE, from.ref()));
        assertThat(slot.expectMessageClass(SlotProtocol.Deliver.class, SOON).users())
                .containsExactly(ANN);
        Behind forwarded = behindDoor.receiveMessage(SOON);
        assertThat(forwarded.slot()).isEqualTo(Slots.of(BOB));
        assertThat(((SlotProtocol.DeliverTracked) forwarded.message()).users()).containsExactly(BOB);
        assertThat(from.receiveMessage(SOON)).isEqualTo(new FanOutProtocol.Taken(44));
    }

    @Test
    void hubsAreToldWhichSlotsANodeGainedAndLost() {
        nodeHolds(1, ANN);
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        nodeHolds(2, ANN);
        hub.expectNoMessage(QUIET);
        nodeHolds(3);
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        hub.expectNoMessage(QUIET);
    }

    @Test
    void hubsAreToldTheSlotsOfANodeThatIsGone() {
        nodeJoins();
        nodeHolds(1, ANN);
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        node.stop();
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        publish(ANN);
        assertThat(behindDoor.receiveMessage(SOON).message()).isInstanceOf(SlotProtocol.DeliverTracked.class);
    }

    @Test
    void aNodeThatIsGoneDoesNotComeBackWithWhatWasOnItsWay() {
        nodeJoins();
        nodeHolds(1, ANN);
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        node.stop();
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        nodeHolds(2, ANN);
        publish(ANN);
        assertThat(behindDoor.receiveMessage(SOON).message()).isInstanceOf(SlotProtocol.DeliverTracked.class);
    }

    @Test
    void aNodeThatIsGoneBeforeItWasEverListedIsForgotten() {
        nodeHolds(1, ANN);
        fanOut.tell(FanOutDoor.gone("b", node.ref()));
        publish(ANN);
        assertThat(behindDoor.receiveMessage(SOON).message()).isInstanceOf(SlotProtocol.DeliverTracked.class);
    }

    @Test
    void sessionsHereAreUnsureWhenANodeIsNotReachedAndAgainWhenItIs() {
        fanOut.tell(new FanOutProtocol.SlotStarted(Slots.of(ANN), slot.ref()));
        for (FanOutProtocol.Message news : List.of(FanOutDoor.unreachable("b"), FanOutDoor.reachable("b"))) {
            fanOut.tell(news);
            SlotProtocol.BecomeUnsure unsure = expectUnsure();
            unsure.replyTo().tell(new SlotProtocol.ToldUnsure(unsure.slot(), unsure.id()));
            behindDoor.expectNoMessage(QUIET);
        }
    }

    @Test
    void aNodeThatIsReachedAgainIsToldTheSlotsOfThisOneAgain() {
        nodeJoins();
        fanOut.tell(FanOutDoor.reachable("b"));
        assertThat(node.receiveMessage(SOON)).isInstanceOf(FanOutProtocol.Slots.class);
    }

    @Test
    void aSlotThatStopsIsToldToHubsAndToOtherNodesAtOnceAlsoWhenItStartsAgain() {
        fanOut.tell(new FanOutProtocol.SlotStarted(Slots.of(ANN), slot.ref()));
        assertThat(BitSet.valueOf(nodeJoins().bits()).get(Slots.of(ANN))).isTrue();
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        slot.stop();
        assertThat(hub.receiveMessage(SOON)).isEqualTo(new HubProtocol.SlotMoved(Slots.of(ANN)));
        fanOut.tell(new FanOutProtocol.SlotStarted(
                Slots.of(ANN),
                testKit.createTestProbe(SlotProtocol.Message.class).ref()));
        List<FanOutProtocol.Message> told = node.fishForMessage(
                SOON,
                message -> message instanceof FanOutProtocol.Slots slots
                                && BitSet.valueOf(slots.bits()).isEmpty()
                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndCollect());
        assertThat(told).as("the other node notices that the slot was gone").isNotEmpty();
        List<FanOutProtocol.Message> back = node.fishForMessage(
                SOON,
                message -> message instanceof FanOutProtocol.Slots slots
                                && BitSet.valueOf(slots.bits()).get(Slots.of(ANN))
                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndCollect());
        assertThat(back).as("and that it is back").isNotEmpty();
    }
}
