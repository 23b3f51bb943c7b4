package parley.engine.fanout;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import java.util.List;
import parley.engine.ClusterMessage;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.fakes.Given;

/** One of each message between fan-outs, for tests outside this package. */
public final class FanOutMessages {

    private FanOutMessages() {}

    public static List<ClusterMessage> samples(ActorTestKit testKit) {
        ActorRef<FanOutProtocol.Message> node =
                testKit.createTestProbe(FanOutProtocol.Message.class).ref();
        return List.of(
                new FanOutProtocol.Envelope(
                        4,
                        List.of(Given.ANN),
                        new byte[] {1, -1},
                        new Journey(1, 2),
                        new ListChange(ListChange.Kind.HEAD, Given.chat("g_1")),
                        node),
                new FanOutProtocol.Envelope(4, List.of(Given.ANN), new byte[] {1, -1}, null, null, node),
                new FanOutProtocol.Taken(4),
                new FanOutProtocol.Slots(node, 9, new long[] {-1, 0, 1}));
    }
}
