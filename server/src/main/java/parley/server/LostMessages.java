package parley.server;

import akka.actor.DeadLetter;
import akka.actor.Dropped;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what Akka could not deliver. {@code dropped}: there was no room, as in the queue to a node that does not answer or for a
 * shard without a home. {@code dead_letter}: there was no receiver, as when an actor stopped meanwhile.
 */
final class LostMessages {

    private LostMessages() {}

    private record Lost(Counter counter) {}

    static Behavior<?> create(MeterRegistry meters) {
        return Behaviors.<Lost>setup(context -> {
            subscribe(context, DeadLetter.class, counter(meters, "dead_letter"));
            subscribe(context, Dropped.class, counter(meters, "dropped"));
            return Behaviors.receive(Lost.class)
                    .onMessage(Lost.class, lost -> {
                        lost.counter().increment();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static Counter counter(MeterRegistry meters, String why) {
        return meters.counter("parley.akka.messages.lost", "why", why);
    }

    private static <E> void subscribe(ActorContext<Lost> context, Class<E> event, Counter counter) {
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(event, context.messageAdapter(event, lost -> new Lost(counter))));
    }
}
