package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import parley.engine.chat.ChatDoor;
import parley.engine.chat.ChatMeters;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.ChatServices;
import parley.engine.chat.ChatSettings;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.trace.MessageTraces;

/** Chats, of which a shard has one. */
final class ChatEntities implements Sharding.Entities<ChatProtocol.Message> {

    /** Small, so that all limits are met. */
    static final ChatSettings SETTINGS = ChatSettings.from(ConfigFactory.parseString(
                    "dedupe-keys-max = 6, burst-idle = 5s, burst-entries-max = 3, recent-entries-max = 8, group-commands-max = 4, page-bytes-max = 2000")
            .withFallback(ConfigFactory.load().getConfig("parley.engine.chat")));

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ChatServices.Reached reached = new ChatServices.Reached(meters);

    @Override
    public Behavior<ChatProtocol.Message> create(Life life, String id, String shard) {
        ChatServices services = new ChatServices(
                new ChatServices.Stores(life.stores, life.stores, life.stores),
                new Frames(),
                fanOut(life),
                life.engine,
                life.shards,
                life.clock(),
                reached,
                new ChatMeters(meters, MessageTraces.OFF, life.clock(), () -> 0));
        life.world.trace("%s starts %s", life, id);
        return ChatDoor.chat(ChatId.ofKey(id), shard, services, SETTINGS);
    }

    private static ActorRef<FanOutProtocol.Message> fanOut(Life life) {
        if (!life.world.breaks(Break.LEAVERS_TOLD, true)) {
            return life.fanOut;
        }
        List<UserId> all =
                life.world.clients.stream().map(client -> client.user).toList();
        return life.spawn(Behaviors.receiveMessage(message -> {
            life.fanOut.tell(
                    message instanceof FanOutProtocol.Publish publish
                            ? new FanOutProtocol.Publish(all, publish.frame(), publish.journey(), publish.change())
                            : message);
            return Behaviors.same();
        }));
    }

    static List<String> shards(List<ChatId> chats) {
        return chats.stream().map(chat -> shard(chat.key())).toList();
    }

    private static String shard(String key) {
        return key.substring(key.length() - 1);
    }

    @Override
    public ChatProtocol.Message stop() {
        return ChatDoor.stop();
    }

    @Override
    public String shardOf(String id) {
        return shard(id);
    }

    @Override
    public boolean leased() {
        return true;
    }

    @Override
    public Props props() {
        return Props.empty();
    }
}
