package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands for Akka's cluster sharding of one entity type: a coordinator that knows where each shard is, and on each node what the node
 * believes, which may be old, and the shards that it has. A process that was removed and does not know goes on with what it
 * believed. Entities are started by the first message, told to stop before their shard moves, and killed when its lease is lost.
 */
final class Sharding<M> {

    private static final Duration LEASE_RETRY = Duration.ofMillis(500);
    private static final Duration HAND_OFF_MAX = Duration.ofSeconds(20);
    private static final int BUFFERED_MAX = 200;

    /** What is sharded. */
    interface Entities<M> {
        Behavior<M> create(Life life, String id, String shard);

        M stop();

        String shardOf(String id);

        boolean leased();

        Props props();
    }

    private record Waiting<M>(String id, M message) {}

    private final World world;
    private final Entities<M> entities;
    private final Map<String, Life> homes = new TreeMap<>();
    private final Map<Life, Map<String, Life>> believed = new HashMap<>();
    private final Map<Life, Map<String, Shard>> hosted = new HashMap<>();

    Sharding(World world, Entities<M> entities) {
        this.world = world;
        this.entities = entities;
    }

    private Map<String, Life> believed(Life life) {
        return believed.computeIfAbsent(life, any -> new TreeMap<>());
    }

    private Map<String, Shard> hosted(Life life) {
        return hosted.computeIfAbsent(life, any -> new TreeMap<>());
    }

    /** As a node's shard region is told; at most once. */
    void tell(Life at, String id, M message) {
        String shard = entities.shardOf(id);
        Shard here = hosted(at).get(shard);
        if (here != null) {
            here.deliver(id, message);
            return;
        }
        Life home = believed(at).get(shard);
        if (home != null) {
            route(at, home, id, message);
        } else if (!at.removed) {
            askCoordinator(at, shard, id, message);
        }
    }

    private void askCoordinator(Life at, String shard, String id, M message) {
        if (world.troubles.isAlone(at)) {
            return;
        }
        at.after(Duration.ofMillis(1 + world.random.nextInt(3)), () -> {
            Life home = at.removed ? null : homes.computeIfAbsent(shard, any -> leastLoaded());
            if (home != null) {
                believed(at).put(shard, home);
                route(at, home, id, message);
            }
        });
    }

    private @Nullable Life leastLoaded() {
        Life least = null;
        long load = Long.MAX_VALUE;
        for (Life member : world.members()) {
            long has = homes.values().stream().filter(home -> home == member).count();
            if (has < load) {
                least = member;
                load = has;
            }
        }
        return least;
    }

    private void route(Life at, Life home, String id, M message) {
        if (home == at) {
            host(at, entities.shardOf(id)).deliver(id, message);
        } else {
            M carried = world.network.carried(at, home, message);
            world.network.send(at, home, () -> tell(home, id, carried));
        }
    }

    private Shard host(Life at, String shard) {
        return hosted(at).computeIfAbsent(shard, any -> new Shard(at, shard)).started();
    }

    // ---- what happens to nodes

    /** Its shards are to be started elsewhere, with the next message. */
    void removed(Life gone) {
        homes.values().removeIf(home -> home == gone);
        for (Life member : world.members()) {
            believed(member).values().removeIf(home -> home == gone);
        }
    }

    List<String> shardsOf(Life life) {
        return homes.entrySet().stream()
                .filter(entry -> entry.getValue() == life)
                .map(Map.Entry::getKey)
                .toList();
    }

    void handOff(String shard, Life target) {
        Life home = homes.get(shard);
        Shard here = home == null ? null : hosted(home).get(shard);
        if (home == null || home == target || home.removed) {
            return;
        }
        world.trace("hand-off of shard %s from %s to %s", shard, home, target);
        Runnable done = () -> {
            if (homes.get(shard) != home) {
                // Its home was removed meanwhile, and it was given to another one.
                return;
            }
            homes.remove(shard);
            if (world.members().contains(target)) {
                homes.put(shard, target);
            }
            for (Life member : world.members()) {
                believed(member).remove(shard);
            }
        };
        if (here == null) {
            done.run();
        } else {
            home.execute(() -> here.handOff(done));
        }
    }

    /** As passivation does. */
    void passivateAll(Life life) {
        life.execute(() -> hosted(life).values().forEach(Shard::passivateAll));
    }

    private final class Shard {
        private final Life life;
        private final String id;
        private final Map<String, Entity> running = new TreeMap<>();
        private final Deque<Waiting<M>> waiting = new ArrayDeque<>();
        private boolean starting;
        private boolean active;
        private boolean over;
        private @Nullable Runnable handedOff;

        private final class Entity {
            private final ActorRef<M> ref;
            private boolean stopping;
            private final List<M> behind = new ArrayList<>();

            Entity(String entityId) {
                ref = life.spawn(entities.create(life, entityId, id), entities.props(), () -> stopped(entityId, this));
            }
        }

        Shard(Life life, String id) {
            this.life = life;
            this.id = id;
        }

        Shard started() {
            if (!starting) {
                starting = true;
                if (entities.leased()) {
                    acquire();
                } else {
                    active = true;
                }
            }
            return this;
        }

        private void acquire() {
            if (over) {
                return;
            }
            var unused = life.shards.acquire(id, () -> life.execute(this::lost)).whenComplete((got, failure) -> {
                if (failure == null && got) {
                    acquired();
                } else {
                    life.after(LEASE_RETRY, this::acquire);
                }
            });
        }

        private void acquired() {
            if (over) {
                var unused = life.shards.release(id);
                return;
            }
            active = true;
            if (handedOff != null) {
                stopAll();
                return;
            }
            while (!waiting.isEmpty()) {
                Waiting<M> next = waiting.removeFirst();
                deliver(next.id(), next.message());
            }
        }

        /** As Akka does: entities are not asked. */
        private void lost() {
            if (!over) {
                world.trace("%s lost shard %s", life, id);
                end();
            }
        }

        private void end() {
            over = true;
            hosted(life).remove(id, this);
            running.values().forEach(entity -> life.kill(entity.ref));
            if (entities.leased()) {
                var unused = life.shards.release(id);
            }
        }

        void deliver(String entityId, M message) {
            if (!active || handedOff != null) {
                if (waiting.size() < BUFFERED_MAX) {
                    waiting.addLast(new Waiting<>(entityId, message));
                }
                return;
            }
            Entity entity = running.computeIfAbsent(entityId, Entity::new);
            if (entity.stopping) {
                entity.behind.add(message);
            } else {
                entity.ref.tell(message);
            }
        }

        private void stopped(String entityId, Entity entity) {
            if (over || !running.remove(entityId, entity)) {
                return;
            }
            if (handedOff == null) {
                entity.behind.forEach(message -> deliver(entityId, message));
            } else {
                entity.behind.forEach(message -> waiting.addLast(new Waiting<>(entityId, message)));
                handOffIfEmpty();
            }
        }

        void passivateAll() {
            running.values().forEach(this::stop);
        }

        private void stop(Entity entity) {
            if (!entity.stopping) {
                entity.stopping = true;
                entity.ref.tell(entities.stop());
            }
        }

        void handOff(Runnable done) {
            if (over || handedOff != null) {
                return;
            }
            handedOff = done;
            // As Akka does: a shard that waits for its lease stops once it has it. By then the coordinator may have
            // given up.
            if (active) {
                stopAll();
            } else {
                life.after(HAND_OFF_MAX, () -> {
                    if (!active) {
                        handedOff = () -> {};
                    }
                });
            }
        }

        private void stopAll() {
            passivateAll();
            life.after(HAND_OFF_MAX, () -> {
                if (!over) {
                    finishHandOff();
                }
            });
            handOffIfEmpty();
        }

        private void handOffIfEmpty() {
            if (running.isEmpty() && !over) {
                finishHandOff();
            }
        }

        private void finishHandOff() {
            Runnable done = handedOff;
            end();
            if (done != null) {
                done.run();
            }
            waiting.forEach(each -> tell(life, each.id(), each.message()));
        }
    }
}
