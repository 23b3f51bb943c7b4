package parley.engine.simulation;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong, when, for how long; and what the cluster makes of it. */
final class Faults {

    private static final int FAULTS_MIN = 2;
    private static final int FAULTS_MORE = 6;
    /** Until a node that is not heard of is removed. */
    private static final long REMOVED_AFTER_MS = 7_000;

    private static final long REMOVED_AFTER_MORE_MS = 6_000;
    private static final long UNREACHABLE_AFTER_MS = 3_000;
    private static final int UNREACHABLE_AFTER_MORE_MS = 2_000;
    /** Where pushes are kept nothing is lost that nobody notices: a cut is long enough to be noticed. */
    private static final Duration NOTICED = Duration.ofMillis(UNREACHABLE_AFTER_MS + UNREACHABLE_AFTER_MORE_MS + 1_000);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private enum Kind {
        CRASH,
        PAUSE,
        ALONE,
        STORE,
        STORE_AWAY,
        LEASES,
        NETWORK,
        HAND_OFF,
        HAND_OFF_SLOTS,
        SLOW_CLIENTS,
        PASSIVATE
    }

    private final World world;
    private boolean over;

    Faults(World world) {
        this.world = world;
    }

    void begin(Duration length) {
        int faults = FAULTS_MIN + world.random.nextInt(FAULTS_MORE);
        for (int i = 0; i < faults; i++) {
            long at = (long) (world.random.nextDouble() * length.toNanos());
            Kind kind = Kind.values()[world.random.nextInt(Kind.values().length)];
            world.timeline.afterNanos(at, () -> strike(kind));
        }
    }

    /** From now on nothing goes wrong, and what is down comes back. */
    void end() {
        over = true;
        List<Life> alone =
                world.living().stream().filter(world.troubles::isAlone).toList();
        world.troubles.end();
        alone.forEach(this::together);
        for (Life life : world.living()) {
            if (life.paused) {
                wake(life);
            }
            if (life.removed) {
                leave(life);
            }
        }
    }

    private void strike(Kind kind) {
        Life life = any();
        if (over || life == null) {
            return;
        }
        long ms = 200L + world.random.nextInt(world.random.nextBoolean() ? 2_000 : 25_000);
        Duration length = Duration.ofMillis(ms);
        world.trace("FAULT %s at %s for %s", kind, life, length);
        switch (kind) {
            case CRASH -> crash(life);
            case PAUSE -> {
                if (!life.paused) {
                    life.pause(true);
                    suspect(life);
                    world.timeline.after(length, () -> wake(life));
                }
            }
            case ALONE -> alone(life, world.pushesAreKept && length.compareTo(NOTICED) < 0 ? NOTICED : length);
            case STORE -> {
                int percent = 10 + world.random.nextInt(60);
                for (Life each : world.random.nextBoolean() ? world.living() : List.of(life)) {
                    store(each, percent, length);
                }
            }
            case STORE_AWAY -> store(life, Troubles.ALL, length);
            case LEASES -> {
                world.troubles.leases(world.random.nextInt(Troubles.ALL));
                world.timeline.after(length, () -> world.troubles.leases(0));
            }
            case NETWORK -> {
                world.troubles.network(5 + world.random.nextInt(60));
                world.timeline.after(length, () -> world.troubles.network(0));
            }
            case HAND_OFF -> handOff(world.chats, life);
            case PASSIVATE -> world.chats.passivateAll(life);
            case SLOW_CLIENTS ->
                world.clients.forEach(client -> {
                    if (world.random.nextBoolean()) {
                        client.slow();
                    }
                });
            case HAND_OFF_SLOTS -> handOff(world.slots, life);
        }
    }

    private @Nullable Life any() {
        List<Life> living = world.living();
        return living.isEmpty() ? null : living.get(world.random.nextInt(living.size()));
    }

    private void store(Life life, int percent, Duration length) {
        world.troubles.store(life, percent);
        world.timeline.after(length, () -> world.troubles.store(life, 0));
    }

    private void handOff(Sharding<?> sharded, Life life) {
        List<Life> members = world.members();
        List<String> shards = sharded.shardsOf(life);
        if (!shards.isEmpty() && !life.paused && !members.isEmpty()) {
            sharded.handOff(
                    shards.get(world.random.nextInt(shards.size())), members.get(world.random.nextInt(members.size())));
        }
    }

    // ---- processes

    private void crash(Life life) {
        if (!life.alive) {
            return;
        }
        world.trace("%s crashes", life);
        life.crash();
        suspect(life);
        long down = over ? 1_000L : 500L + world.random.nextInt(15_000);
        world.timeline.after(Duration.ofMillis(down), () -> {
            remove(life);
            world.start(life.node);
        });
    }

    private void wake(Life life) {
        if (!life.paused) {
            return;
        }
        world.trace("%s wakes", life);
        life.pause(false);
        if (!life.removed) {
            world.membership.reachable(life);
        }
        if (life.removed) {
            world.timeline.after(Duration.ofMillis(world.random.nextInt(over ? 1_000 : 12_000)), () -> leave(life));
        }
    }

    /** Who learns that it was removed stops at once, and is started again. */
    private void leave(Life life) {
        if (life.alive && !life.paused) {
            crash(life);
        }
    }

    private void alone(Life life, Duration length) {
        if (world.troubles.isAlone(life)) {
            return;
        }
        world.troubles.alone(life, true);
        suspect(life);
        world.timeline.after(length, () -> {
            if (world.troubles.isAlone(life)) {
                world.troubles.alone(life, false);
                together(life);
            }
        });
    }

    private void together(Life life) {
        if (life.removed) {
            leave(life);
        } else {
            world.membership.reachable(life);
        }
    }

    /** Others do not hear of it: after a while it is removed, unless it is heard of again. */
    private void suspect(Life life) {
        lookAt(life, 12);
        long unheard = UNREACHABLE_AFTER_MS + world.random.nextInt(UNREACHABLE_AFTER_MORE_MS);
        world.timeline.after(Duration.ofMillis(unheard), () -> {
            if (!isHeardOf(life)) {
                world.membership.unreachable(life);
            }
        });
        long after = REMOVED_AFTER_MS + (long) (world.random.nextDouble() * REMOVED_AFTER_MORE_MS);
        world.timeline.after(Duration.ofMillis(after), () -> {
            if (!isHeardOf(life)) {
                remove(life);
            }
        });
    }

    private boolean isHeardOf(Life life) {
        return life.alive && !life.paused && !world.troubles.isAlone(life);
    }

    private void lookAt(Life life, int times) {
        for (Life other : world.members()) {
            if (other != life) {
                other.execute(() -> other.watch.look(life.name));
            }
        }
        if (times > 0 && !life.removed) {
            world.timeline.after(LOOK_EVERY, () -> lookAt(life, times - 1));
        }
    }

    private void remove(Life life) {
        if (!life.removed) {
            world.trace("%s is removed", life);
            life.removed = true;
            world.chats.removed(life);
            world.slots.removed(life);
            world.membership.removed(life);
            if (life.alive && world.troubles.isAlone(life)) {
                // The smaller side downs itself at about the same time.
                world.timeline.after(Duration.ofMillis(world.random.nextInt(3_000)), () -> leave(life));
            }
        }
    }
}
