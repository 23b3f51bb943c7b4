package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import parley.engine.fanout.FanOutDoor;
import parley.engine.fanout.FanOutProtocol;

/**
 * What the cluster tells each process of the others: whom there is, who is not heard of, who is heard of again, who was removed. News
 * takes a little time, and who is alone has none; who was removed is told nothing.
 */
final class Membership {

    private static final int GOSSIP_MS_MAX = 1_000;
    private static final Duration LATER = Duration.ofSeconds(1);

    private final World world;

    Membership(World world) {
        this.world = world;
    }

    /** There is one more, or one less. */
    void changed() {
        world.members()
                .forEach(at -> news(at, () -> {
                    Set<ActorRef<FanOutProtocol.Message>> nodes = new LinkedHashSet<>();
                    world.members().forEach(member -> nodes.add(world.network.known(at, member, member.fanOut)));
                    return FanOutDoor.listed(nodes);
                }));
    }

    void unreachable(Life life) {
        others(life, at -> FanOutDoor.unreachable(life.name));
        if (life.alive && !life.removed) {
            life.execute(() -> life.fanOut.tell(FanOutDoor.unreachable("all others")));
        }
    }

    void reachable(Life life) {
        others(life, at -> FanOutDoor.reachable(life.name));
        if (life.alive && !life.removed) {
            news(life, () -> FanOutDoor.reachable("all others"));
        }
    }

    void removed(Life gone) {
        others(gone, at -> {
            world.network.ended(at, gone);
            return FanOutDoor.gone(gone.name, world.network.known(at, gone, gone.fanOut));
        });
        changed();
    }

    private void others(Life life, Function<Life, FanOutProtocol.Message> told) {
        world.members().stream().filter(at -> at != life).forEach(at -> news(at, () -> told.apply(at)));
    }

    private void news(Life at, Supplier<FanOutProtocol.Message> told) {
        world.timeline.after(Duration.ofMillis(world.random.nextInt(GOSSIP_MS_MAX)), () -> {
            if (world.troubles.isAlone(at) && at.alive && !at.removed) {
                world.timeline.after(LATER, () -> news(at, told));
            } else if (at.alive && !at.removed) {
                FanOutProtocol.Message news = told.get();
                at.execute(() -> at.fanOut.tell(news));
            }
        });
    }
}
