package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.fanout.FanOutDoor;

/**
 * Between nodes messages are dropped, delayed, doubled and reordered while there is trouble, and arrive in order otherwise. An actor of another process is known by a stand-in, an
 * actor that sends on what it is told; stand-ins are put in where a message has references, and taken out where they come home.
 */
final class Network {

    private static final int LATENCY_NANOS_MAX = 1_500_000;

    private final World world;
    private final Map<Life, Map<ActorRef<?>, ActorRef<Object>>> standIns = new HashMap<>();
    private final Map<ActorRef<?>, Home> homes = new HashMap<>();
    private static final Map<Class<?>, Shape> SHAPES = new HashMap<>();

    private final Map<Life, Set<Life>> endedAt = new HashMap<>();
    private final Map<Life, Map<Life, Long>> arrivals = new HashMap<>();

    private record Home(Life life, ActorRef<Object> ref) {}

    /** How to take a record apart and put it together again. */
    private record Shape(Constructor<?> constructor, RecordComponent[] components, boolean hasReferences) {}

    Network(World world) {
        this.world = world;
    }

    /** {@code message} to an actor of {@code to}. */
    <M> void tell(Life from, Life to, ActorRef<M> ref, M message) {
        if (world.breaks(Break.SLOTS_UNTOLD, FanOutDoor.isSlots(message))) {
            return;
        }
        Object carried = carry(from, to, message);
        boolean isKept = world.pushesAreKept && (message instanceof HubProtocol.Push || FanOutDoor.isSlots(message));
        send(from, to, isKept, () -> ref.<Object>unsafeUpcast().tell(carried));
    }

    /** Something that is to happen on {@code to}. */
    void send(Life from, Life to, Runnable arrival) {
        send(from, to, false, arrival);
    }

    /** @param isKept not dropped, unless the way is cut */
    private void send(Life from, Life to, boolean isKept, Runnable arrival) {
        if (!from.alive) {
            return;
        }
        if (from == to) {
            arrival.run();
            return;
        }
        int trouble = world.troubles.networkPercent(from, to);
        if (chance(trouble) && (!isKept || trouble == Troubles.ALL)) {
            return;
        }
        arrive(from, to, trouble, arrival);
        if (chance(trouble / 2)) {
            arrive(from, to, trouble, arrival);
        }
    }

    private void arrive(Life from, Life to, int trouble, Runnable arrival) {
        long at = world.timeline.nanos() + latency(trouble);
        if (trouble == 0) {
            at = arrivals.computeIfAbsent(from, any -> new HashMap<>())
                    .merge(to, at, (last, next) -> Math.max(last + 1, next));
        }
        world.timeline.afterNanos(at - world.timeline.nanos(), () -> {
            // Who is removed and dead is not heard of any more.
            boolean isOver = !from.alive && endedAt.getOrDefault(to, Set.of()).contains(from);
            if (!isOver && world.troubles.networkPercent(from, to) < Troubles.ALL) {
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

    /** An actor of {@code owner}, as it is known {@code at} another process. */
    @SuppressWarnings("unchecked") // a stand-in takes what the actor takes
    <M> ActorRef<M> known(Life at, Life owner, ActorRef<M> real) {
        return (ActorRef<M>) refAt(owner, at, real);
    }

    /** Whoever watches an actor of {@code gone} is told that it has ended. */
    void ended(Life at, Life gone) {
        endedAt.computeIfAbsent(at, any -> new HashSet<>()).add(gone);
        standIns.getOrDefault(at, Map.of()).values().stream()
                .filter(standIn -> homes.get(standIn).life() == gone)
                .forEach(at::kill);
    }

    private ActorRef<?> refAt(Life from, Life to, ActorRef<?> ref) {
        Home home = homes.get(ref);
        Life owner = home == null ? from : home.life();
        ActorRef<Object> real = home == null ? ref.unsafeUpcast() : home.ref();
        return owner == to ? real : standIn(to, owner, real);
    }

    private ActorRef<Object> standIn(Life at, Life owner, ActorRef<Object> real) {
        return standIns.computeIfAbsent(at, any -> new LinkedHashMap<>()).computeIfAbsent(real, any -> {
            ActorRef<Object> made = at.spawn(Behaviors.receiveMessage(message -> {
                tell(at, owner, real, message);
                return Behaviors.same();
            }));
            homes.put(made, new Home(owner, real));
            if (endedAt.getOrDefault(at, Set.of()).contains(owner)) {
                at.kill(made);
            }
            return made;
        });
    }
}
