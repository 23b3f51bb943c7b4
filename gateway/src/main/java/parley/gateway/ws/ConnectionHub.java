package parley.gateway.ws;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.List;
import parley.engine.client.HubProtocol;

/** Through which the engine reaches all connections of this node. It keeps nothing: a number tells the lane, the lane the rest. */
final class ConnectionHub extends AbstractBehavior<HubProtocol.Message> {

    /** Where the configuration has its mailbox. */
    static final String MAILBOX = "parley.gateway.socket.hub-mailbox";

    private final List<Lane> lanes;
    private final SocketCounters counters;

    /** Runs a task when it is its turn: so long do messages wait. Never leaves the node. */
    record Probe(Runnable arrived) implements HubProtocol.Message {}

    private ConnectionHub(ActorContext<HubProtocol.Message> context, List<Lane> lanes, SocketCounters counters) {
        super(context);
        this.lanes = lanes;
        this.counters = counters;
    }

    static Behavior<HubProtocol.Message> create(List<Lane> lanes, SocketCounters counters) {
        return Behaviors.setup(context -> new ConnectionHub(context, lanes, counters));
    }

    @Override
    public Receive<HubProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(HubProtocol.Push.class, this::onPush)
                .onMessage(HubProtocol.PushesLost.class, this::onPushesLost)
                .onMessage(HubProtocol.Reply.class, this::onReply)
                .onMessage(HubProtocol.Registered.class, this::onRegistered)
                .onMessage(HubProtocol.Close.class, this::onClose)
                .onMessage(HubProtocol.SlotMoved.class, this::onSlotMoved)
                .onMessage(Probe.class, this::onProbe)
                .build();
    }

    private Behavior<HubProtocol.Message> onPush(HubProtocol.Push push) {
        byLane(push.connections(), (lane, connections) -> lane.push(connections, push.frame(), push.journey()));
        return this;
    }

    /** This hub was behind: each of the connections is told to resync. */
    private Behavior<HubProtocol.Message> onPushesLost(HubProtocol.PushesLost lost) {
        counters.limits.hubMailbox.increment((double) lost.pushes());
        byLane(List.copyOf(lost.connections()), Lane::missed);
        return this;
    }

    private Behavior<HubProtocol.Message> onReply(HubProtocol.Reply reply) {
        int lane = Lane.indexOf(reply.connection());
        if (lane < lanes.size()) {
            lanes.get(lane).reply(reply);
        }
        return this;
    }

    private Behavior<HubProtocol.Message> onClose(HubProtocol.Close close) {
        CloseCode code = switch (close.reason()) {
            case REVOKED -> CloseCode.REVOKED;
            case TOO_MANY_CONNECTIONS -> CloseCode.TOO_MANY_CONNECTIONS;
        };
        byLane(close.connections(), (lane, connections) -> lane.close(connections, code));
        return this;
    }

    private Behavior<HubProtocol.Message> onRegistered(HubProtocol.Registered registered) {
        byLane(registered.connections(), Lane::registered);
        return this;
    }

    private Behavior<HubProtocol.Message> onSlotMoved(HubProtocol.SlotMoved moved) {
        lanes.forEach(lane -> lane.slotMoved(moved.slot()));
        return this;
    }

    private Behavior<HubProtocol.Message> onProbe(Probe probe) {
        probe.arrived().run();
        return this;
    }

    @FunctionalInterface
    private interface LaneTask {
        void run(Lane lane, long[] connections);
    }

    /** One task a lane, with the connections that are on it. */
    private void byLane(List<Long> connections, LaneTask task) {
        int[] counts = new int[lanes.size()];
        for (long connection : connections) {
            int lane = Lane.indexOf(connection);
            if (lane < counts.length) {
                counts[lane]++;
            }
        }
        for (int lane = 0; lane < counts.length; lane++) {
            if (counts[lane] > 0) {
                task.run(lanes.get(lane), onLane(lane, connections, counts[lane]));
            }
        }
    }

    private static long[] onLane(int lane, List<Long> connections, int count) {
        long[] own = new long[count];
        int next = 0;
        for (long connection : connections) {
            if (Lane.indexOf(connection) == lane) {
                own[next++] = connection;
            }
        }
        return own;
    }
}
