package parley.engine.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import akka.actor.ActorRef;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.dispatch.Envelope;
import akka.dispatch.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.client.ListChange;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.session.SlotProtocol;
import scala.Option;

class SheddingMailboxTest {

    private static final int FRAME_BYTES = 100;
    private static final long PUSH_BYTES = Sheddable.OVERHEAD_BYTES + FRAME_BYTES + Long.BYTES;

    private static ActorTestKit testKit;
    private static ActorRef nobody;

    private final SheddingMailbox mailbox = new SheddingMailbox(2 * PUSH_BYTES, 3 * PUSH_BYTES);
    private final MessageQueue queue = queue();

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create();
        nobody = Adapter.toClassic(testKit.system()).deadLetters();
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void takesAsManyAsItMayAndTellsFirstWhatItDropped() {
        put(push(1));
        put(push(2));
        put(push(3));
        put(push(4));
        assertThat(queue.numberOfMessages()).isEqualTo(3);

        assertThat(take()).isEqualTo(new HubProtocol.PushesLost(Set.of(3L, 4L), 2));
        assertThat(drain())
                .extracting(each -> ((HubProtocol.Push) each).connections())
                .containsExactly(List.of(1L), List.of(2L));
        assertThat(queue.hasMessages()).isFalse();
    }

    @Test
    void hasRoomAgainWhenSomethingWasTaken() {
        put(push(1));
        put(push(2));
        take();

        put(push(3));

        assertThat(drain()).hasSize(2).allMatch(HubProtocol.Push.class::isInstance);
    }

    @Test
    void takesWhatMustNotBeDroppedHoweverMuchWaits() {
        put(push(1));
        put(push(2));

        for (int i = 0; i < 100; i++) {
            put(new HubProtocol.SlotMoved(i));
        }

        assertThat(queue.numberOfMessages()).isEqualTo(102);
    }

    @Test
    void allOfOneKindShareTheRoomOfTheNodeButEachMayHaveOne() {
        put(push(1));
        put(push(2));
        MessageQueue other = queue();
        MessageQueue third = queue();

        put(other, push(5));
        put(other, push(6));
        put(third, push(7));

        assertThat(other.dequeue().message()).isEqualTo(new HubProtocol.PushesLost(Set.of(6L), 1));
        assertThat(((HubProtocol.Push) third.dequeue().message()).connections()).containsExactly(7L);
        queue.cleanUp(nobody, queue());
        other.cleanUp(nobody, queue());
    }

    @Test
    void roomOfAnActorThatEndsIsFree() {
        put(push(1));
        put(push(2));
        List<Object> dead = new ArrayList<>();

        queue.cleanUp(nobody, collecting(dead));

        assertThat(dead).hasSize(2);
        MessageQueue other = queue();
        put(other, push(5));
        put(other, push(6));
        assertThat(other.numberOfMessages()).isEqualTo(2);
        assertThat(other.dequeue().message()).isInstanceOf(HubProtocol.Push.class);
    }

    @Test
    void whatComesToAnActorThatHasEndedTakesNoRoom() {
        List<Object> dead = new ArrayList<>();
        queue.cleanUp(nobody, collecting(dead));

        put(push(1));

        assertThat(dead).hasSize(1);
        assertThat(queue.hasMessages()).isFalse();
        MessageQueue other = queue();
        put(other, push(5));
        put(other, push(6));
        assertThat(other.dequeue().message()).isInstanceOf(HubProtocol.Push.class);
    }

    @Test
    void publicationsThatAreDroppedLeaveTheSlotsOfThoseTheyWereFor() {
        put(new FanOutProtocol.Publish(List.of(ANN), new byte[(int) (2 * PUSH_BYTES)], ListChange.NONE));
        put(new FanOutProtocol.Publish(List.of(ANN), new byte[FRAME_BYTES], ListChange.NONE));
        put(new FanOutProtocol.Publish(List.of(BOB), new byte[FRAME_BYTES], ListChange.NONE));

        assertThat(take().toString()).startsWith("PublicationsLost[slots={").endsWith("publications=2]");
    }

    @Test
    void whatIsSentAgainUntilItIsAnsweredIsDroppedWithoutAWord() {
        put(push(1));
        put(push(2));

        put(new SlotProtocol.DeliverTracked(1, List.of(ANN), new byte[FRAME_BYTES], null, null, null));

        assertThat(drain()).hasSize(2).allMatch(HubProtocol.Push.class::isInstance);
    }

    private MessageQueue queue() {
        return mailbox.create(Option.empty(), Option.empty());
    }

    private static HubProtocol.Push push(long connection) {
        return new HubProtocol.Push(List.of(connection), new byte[FRAME_BYTES], null);
    }

    private void put(Object message) {
        put(queue, message);
    }

    private static void put(MessageQueue queue, Object message) {
        queue.enqueue(nobody, Envelope.apply(message, nobody, Adapter.toClassic(testKit.system())));
    }

    private Object take() {
        return queue.dequeue().message();
    }

    private List<Object> drain() {
        List<Object> all = new ArrayList<>();
        for (Envelope next = queue.dequeue(); next != null; next = queue.dequeue()) {
            all.add(next.message());
        }
        return all;
    }

    private static MessageQueue collecting(List<Object> into) {
        return new MessageQueue() {
            @Override
            public void enqueue(ActorRef receiver, Envelope envelope) {
                into.add(envelope.message());
            }

            @Override
            public @Nullable Envelope dequeue() {
                return null;
            }

            @Override
            public int numberOfMessages() {
                return into.size();
            }

            @Override
            public boolean hasMessages() {
                return false;
            }

            @Override
            public void cleanUp(ActorRef owner, MessageQueue deadLetters) {}
        };
    }
}
