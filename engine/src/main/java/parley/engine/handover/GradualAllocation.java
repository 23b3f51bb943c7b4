package parley.engine.handover;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where shards live: as few as possible on each node, which is Akka's own strategy, except that a node which is about to leave gets
 * no more and gives away what it has, a few shards at a time, and one that has just come to the others gets none yet. Asked by the
 * coordinator of one kind of shard, one call after the other; while shards leave a node, no others move.
 */
public final class GradualAllocation implements ShardCoordinator.ActorSystemDependentAllocationStrategy {

    private final ShardAllocationStrategy evenly;
    private final LeavingNodes leaving;
    private final Newcomers newcomers;
    private final int shardsAtOnce;
    private @Nullable Address self;

    GradualAllocation(ShardAllocationStrategy evenly, LeavingNodes leaving, Newcomers newcomers, int shardsAtOnce) {
        this.evenly = evenly;
        this.leaving = leaving;
        this.newcomers = newcomers;
        this.shardsAtOnce = shardsAtOnce;
    }

    /** For one kind of shard; {@code sharding}: says how many move at a time when nobody leaves. */
    public static GradualAllocation of(
            ClusterShardingSettings sharding, LeavingNodes leaving, HandOverSettings settings) {
        ClusterShardingSettings.TuningParameters tuning = sharding.tuningParameters();
        return new GradualAllocation(
                ShardCoordinator.ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                        tuning.leastShardAllocationAbsoluteLimit(), tuning.leastShardAllocationRelativeLimit()),
                leaving,
                new Newcomers(settings.newcomersRest(), System::nanoTime),
                settings.shardsAtOnce());
    }

    @Override
    public void start(ActorSystem system) {
        self = Cluster.get(system).selfAddress();
        if (evenly instanceof ShardCoordinator.ActorSystemDependentAllocationStrategy started) {
            started.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        newcomers.look(regions(shardsOfRegions));
        return evenly.allocateShard(requester, shard, settled(staying(shardsOfRegions)));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> shardsOfRegions, Set<String> moving) {
        newcomers.look(regions(shardsOfRegions));
        Map<ActorRef, IndexedSeq<String>> staying = staying(shardsOfRegions);
        List<String> toLeave =
                CollectionConverters.asJava(shardsOfRegions.removedAll(staying.keySet())).values().stream()
                        .flatMap(shards -> CollectionConverters.asJava(shards).stream())
                        .toList();
        if (toLeave.isEmpty()) {
            return evenly.rebalance(settled(staying), moving);
        }
        List<String> next = toLeave.stream()
                .filter(shard -> !moving.contains(shard))
                .limit(Math.max(0, shardsAtOnce - moving.size()))
                .toList();
        return Future.successful(CollectionConverters.asScala(next).toSet());
    }

    private static java.util.Set<ActorRef> regions(Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        return CollectionConverters.asJava(shardsOfRegions).keySet();
    }

    /** All if all leave: there is nowhere else to go. */
    private Map<ActorRef, IndexedSeq<String>> staying(Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        return without(this::isLeaving, shardsOfRegions);
    }

    private Map<ActorRef, IndexedSeq<String>> settled(Map<ActorRef, IndexedSeq<String>> staying) {
        return without(newcomers::rests, staying);
    }

    private static Map<ActorRef, IndexedSeq<String>> without(
            Predicate<ActorRef> out, Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        List<ActorRef> going = regions(shardsOfRegions).stream().filter(out).toList();
        return going.size() == shardsOfRegions.size()
                ? shardsOfRegions
                : shardsOfRegions.removedAll(CollectionConverters.asScala(going));
    }

    private boolean isLeaving(ActorRef region) {
        Address address = region.path().address();
        return leaving.contains(address.hasLocalScope() && self != null ? self : address);
    }
}
