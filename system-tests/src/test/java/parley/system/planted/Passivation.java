package parley.system.planted;

import akka.actor.ActorRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ShardRegion;
import java.lang.reflect.Method;

/** No bug: a chat in which somebody types leaves memory in order, as it does when nobody has spoken for long. */
final class Passivation {

    static final String SITE = "parley.engine.chat.Chat.onTyping";

    private Passivation() {}

    static void begin(Object chat) {
        try {
            Method context = AbstractBehavior.class.getDeclaredMethod("getContext");
            context.setAccessible(true);
            var itself = Adapter.toClassic((ActorContext<?>) context.invoke(chat));
            Object stop = Class.forName("parley.engine.chat.Chat$Stop").getEnumConstants()[0];
            ActorRef self = itself.self();
            itself.parent().tell(new ShardRegion.Passivate(stop), self);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
