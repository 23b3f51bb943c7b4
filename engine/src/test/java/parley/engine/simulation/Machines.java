package parley.engine.simulation;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The actor systems of the simulated nodes, one each, that serve one seed after the other: starting one takes longer than a seed. */
final class Machines implements AutoCloseable {

    private static final AtomicInteger MADE = new AtomicInteger();

    /** One node's actor system and what it runs on. */
    record Machine(NodeThread thread, ActorSystem<Void> system) {}

    private final List<Machine> machines = new ArrayList<>();

    Machines(int count) {
        int number = MADE.incrementAndGet();
        IntStream.rangeClosed(1, count).forEach(i -> machines.add(start("s" + number + "n" + i)));
        // What Akka starts when it is first asked for is there before the first seed.
        for (long seed = 0; !threads().stream().allMatch(thread -> thread.hasWritten); seed--) {
            World.run(this, seed, Set.of(), false);
        }
    }

    private static Machine start(String name) {
        NodeThread thread = new NodeThread(name);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), name, config(name));
        try {
            thread.started();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return new Machine(thread, system);
    }

    private static Config config(String node) {
        return ConfigFactory.parseString(String.join(
                        "\n",
                        "akka.actor.provider = local",
                        "akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.log-dead-letters = off",
                        "akka.actor.default-dispatcher { type = Dispatcher, throughput = 1, node = " + node,
                        "  executor = \"" + NodeThread.Configurator.class.getName() + "\" }",
                        "akka.actor.internal-dispatcher = akka.actor.default-dispatcher",
                        "akka.scheduler { implementation = \"" + NodeTimer.class.getName() + "\", node = " + node
                                + " }",
                        "akka.jvm-shutdown-hooks = off, akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off",
                        "akka.persistence.journal.plugin = simulated.journal",
                        "simulated.journal { class = \"" + SimulatedJournal.class.getName() + "\", node = " + node,
                        "  plugin-dispatcher = akka.actor.default-dispatcher",
                        "  replay-filter.mode = off",
                        // It would keep real time while it is open.
                        "  circuit-breaker { max-failures = 1000000000, call-timeout = 5s, reset-timeout = 2s } }"))
                .withFallback(ConfigFactory.load());
    }

    List<Machine> all() {
        return machines;
    }

    List<NodeThread> threads() {
        return machines.stream().map(Machine::thread).toList();
    }

    /** Nothing of a seed is left. */
    void give(World world) {
        machines.forEach(machine -> machine.thread().world = world);
    }

    @Override
    public void close() {
        machines.forEach(machine -> {
            machine.thread().world = null;
            machine.thread().ending();
            machine.system().terminate();
        });
    }
}
