package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import parley.engine.client.ReplyTo;

/**
 * Between nodes messages are dropped, delayed, doubled and reordered. An actor of another process is known by a stand-in, an
 * actor that sends on what it is told; stand-ins are put in where a message has references, and taken out where they come home.
 */
final class Network {

    private static final int LATENCY_NANOS_MAX = 1_500_000;

    private final World world;
    private final Map<Life, Map<ActorRef<?>, ActorRef<Object>>> standIns = new HashMap<>();
    private final Map<ActorRef<?>, Home> homes = new HashMap<>();
    private static final Map<Class<?>, Shape> SHAPES = new HashMap<>();

    private record Home(Life life, ActorRef<Object> ref) {}

    /** How to take a record apart and put it together again. */
    private record Shape(Constructor<?> constructor, RecordComponent[] components, boolean hasReferences) {}

    Network(World world) {
        this.world = world;
    }

    /** {@code message} to an actor of {@code to}. */
    <M> void tell(Life from, Life to, ActorRef<M> ref, M message) {
        Object carried = carry(from, to, message);
        send(from, to, () -> ref.<Object>unsafeUpcast().tell(carried));
    }

    /** Something that is to happen on {@code to}. */
    void send(Life from, Life to, Runnable arrival) {
        if (!from.alive) {
            return;
        }
        if (from == to) {
            arrival.run();
            return;
        }
        int trouble = world.troubles.networkPercent(from, to);
        if (chance(trouble)) {
            return;
        }
        arrive(from, to, latency(trouble), arrival);
        if (chance(trouble / 2)) {
            arrive(from, to, latency(trouble), arrival);
        }
    }

    private void arrive(Life from, Life to, long nanos, Runnable arrival) {
        world.timeline.afterNanos(nanos, () -> {
            if (world.troubles.networkPercent(from, to) < Troubles.ALL) {
                to.execute(arrival);
            }
        });
    }

    private boolean chance(int percent) {
        return percent > 0 && world.random.nextInt(Troubles.ALL) < percent;
    }

    private long latency(int trouble) {
        long usual = 100_000L + world.random.nextInt(LATENCY_NANOS_MAX);
        return chance(trouble) ? usual + (long) (world.random.nextDouble() * 4_000_000_000L) : usual;
    }

    // ---- references

    /** The message as it reads at {@code to}. */
    @SuppressWarnings("unchecked") // a record becomes one of the same kind
    <M> M carried(Life from, Life to, M message) {
        return (M) carry(from, to, message);
    }

    private Object carry(Life from, Life to, Object message) {
        if (message instanceof ActorRef<?> ref) {
            return refAt(from, to, ref);
        }
        if (!(message instanceof Record)) {
            return message;
        }
        Shape shape = SHAPES.computeIfAbsent(message.getClass(), Network::shapeOf);
        return shape.hasReferences() ? rebuilt(from, to, message, shape) : message;
    }

    private Object rebuilt(Life from, Life to, Object message, Shape shape) {
        try {
            Object[] values = new Object[shape.components().length];
            for (int i = 0; i < values.length; i++) {
                Object value = shape.components()[i].getAccessor().invoke(message);
                values[i] = value == null ? null : carry(from, to, value);
            }
            return shape.constructor().newInstance(values);
        } catch (IllegalAccessException | InvocationTargetException | InstantiationException e) {
            throw new IllegalStateException("not carried: " + message, e);
        }
    }

    private static Shape shapeOf(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            boolean has = false;
            for (int i = 0; i < types.length; i++) {
                types[i] = components[i].getType();
                components[i].getAccessor().setAccessible(true);
                has |= ActorRef.class.isAssignableFrom(types[i])
                        || types[i] == ReplyTo.class
                        || types[i].getName().endsWith("Protocol$Message");
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new Shape(constructor, components, has);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private ActorRef<?> refAt(Life from, Life to, ActorRef<?> ref) {
        Home home = homes.get(ref);
        Life owner = home == null ? from : home.life();
        ActorRef<Object> real = home == null ? ref.unsafeUpcast() : home.ref();
        return owner == to ? real : standIn(to, owner, real);
    }

    private ActorRef<Object> standIn(Life at, Life owner, ActorRef<Object> real) {
        return standIns.computeIfAbsent(at, any -> new HashMap<>()).computeIfAbsent(real, any -> {
            ActorRef<Object> made = at.spawn(Behaviors.receiveMessage(message -> {
                tell(at, owner, real, message);
                return Behaviors.same();
            }));
            homes.put(made, new Home(owner, real));
            return made;
        });
    }
}
