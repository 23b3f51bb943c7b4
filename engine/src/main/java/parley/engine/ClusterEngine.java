package parley.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import java.time.Clock;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.ChatServices;
import parley.engine.chat.ChatServices.Stores;
import parley.engine.chat.Chats;
import parley.engine.client.HubProtocol;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOut;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.fanout.LateDoor;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.lease.Epochs;
import parley.engine.lease.EpochsExtension;
import parley.engine.lease.ShardTokens;
import parley.engine.session.SessionProtocol;
import parley.engine.session.SessionServices;
import parley.engine.session.SessionSlots;

/** The engine on a cluster: registers chats and slots with sharding and starts this node's fan-out. Started once a node. */
public final class ClusterEngine implements Engine {

    private final Chats chats;
    private final SessionSlots slots;
    private final ActorRef<FanOutProtocol.Message> fanOut;

    /** What the engine needs of the world. {@code clock} is for times that are shown, and for soft state. */
    public record Ports(Stores stores, ShardTokens tokens, PushEncoder encoder, Clock clock) {}

    private ClusterEngine(ActorSystem<?> system, EngineSettings settings, Ports ports) {
        Epochs epochs = new Epochs(
                ports.tokens(),
                akka.cluster.Cluster.get(system).selfUniqueAddress().toString());
        EpochsExtension.set(system.classicSystem(), epochs);
        LateDoor door = new LateDoor();
        this.fanOut = system.systemActorOf(FanOut.create(door, settings.fanOut()), "parley-fan-out", Props.empty());
        this.slots = SessionSlots.init(
                system,
                settings.role(),
                settings.shards(),
                new SessionServices(ports.stores().inbox(), ports.encoder(), fanOut, door, ports.clock()),
                settings.session());
        door.open(slots);
        this.chats = Chats.init(
                system,
                new Chats.Placement(
                        settings.role(), settings.shards(), settings.passivateAfter(), settings.activeChatsMax()),
                new ChatServices(ports.stores(), ports.encoder(), fanOut, this, epochs, ports.clock()),
                settings.chat());
    }

    public static ClusterEngine start(ActorSystem<?> system, EngineSettings settings, Ports ports) {
        return new ClusterEngine(system, settings, ports);
    }

    @Override
    public void tell(ChatId chat, ChatProtocol.Message message) {
        chats.tell(chat, message);
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        slots.tell(user, message);
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> hub) {
        fanOut.tell(new FanOutProtocol.HubStarted(hub));
    }
}
