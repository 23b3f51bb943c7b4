package parley.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.cluster.Cluster;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import akka.dispatch.Futures;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/** Three regions, of which one is on this node; what the strategy beneath is asked is recorded. */
class GradualAllocationTest {

    private static final Address B = AddressFromURIString.parse("akka://allocation@10.0.0.2:25520");
    private static final Address C = AddressFromURIString.parse("akka://allocation@10.0.0.3:25520");

    private static final Duration REST = Duration.ofSeconds(10);

    private static ActorSystem system;
    private static ActorRef here;
    private static ActorRef atB;
    private static ActorRef atC;

    private final LeavingNodes leaving = new LeavingNodes();
    private final Evenly evenly = new Evenly();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Map<ActorRef, List<String>> shards = new LinkedHashMap<>();
    private GradualAllocation allocation;

    /** Says where the first region is, and always wants to move the same shard. */
    private static final class Evenly extends AbstractShardAllocationStrategy {
        private final List<Set<ActorRef>> asked = new ArrayList<>();

        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
            asked.add(regions.keySet());
            return Futures.successful(regions.keySet().iterator().next());
        }

        @Override
        public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
            asked.add(regions.keySet());
            return Futures.successful(Set.of("evenly"));
        }
    }

    @BeforeAll
    static void startSystem() {
        system = ActorSystem.create(
                "allocation",
                ConfigFactory.parseString("akka.actor.provider = cluster, akka.remote.artery.canonical {"
                                + " hostname = 127.0.0.1, port = 0 }, akka.cluster.jmx.multi-mbeans-in-same-jvm = on")
                        .withFallback(ConfigFactory.load()));
        here = system.deadLetters();
        atB = region(B);
        atC = region(C);
    }

    private static ActorRef region(Address node) {
        return ((akka.actor.ExtendedActorSystem) system).provider().resolveActorRef(node + "/system/sharding/chat");
    }

    @AfterAll
    static void stopSystem() {
        TestKit.shutdownActorSystem(system);
    }

    @BeforeEach
    void start() {
        allocation = new GradualAllocation(evenly, leaving, new Newcomers(REST, nanos::get), 2);
        allocation.start(system);
        shards.put(here, names("a", 3));
        shards.put(atB, names("b", 3));
        shards.put(atC, names("c", 1));
    }

    private static List<String> names(String node, int count) {
        return IntStream.range(0, count).mapToObj(number -> node + number).toList();
    }

    private scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> regions() {
        List<Tuple2<ActorRef, IndexedSeq<String>>> regions = new ArrayList<>();
        shards.forEach((region, held) -> regions.add(
                new Tuple2<>(region, CollectionConverters.asScala(held).toIndexedSeq())));
        return scala.collection.immutable.Map.from(CollectionConverters.asScala(regions));
    }

    private Set<String> rebalance(String... moving) {
        return CollectionConverters.asJava(allocation
                .rebalance(
                        regions(), CollectionConverters.asScala(Set.of(moving)).toSet())
                .value()
                .get()
                .get());
    }

    private ActorRef allocate() {
        return allocation.allocateShard(atB, "new", regions()).value().get().get();
    }

    @Test
    void whenNobodyLeavesTheStrategyBeneathDecidesOfAll() {
        assertThat(rebalance()).containsExactly("evenly");
        allocate();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB, atC));
    }

    @Test
    void whoLeavesGivesAwayAFewAtATimeAndNothingElseMoves() {
        leaving.are(Set.of(B));
        assertThat(rebalance()).containsExactlyInAnyOrder("b0", "b1");
        assertThat(rebalance("b0")).containsExactly("b1");
        assertThat(rebalance("b0", "b1")).isEmpty();
        shards.put(atB, List.of("b1"));
        assertThat(rebalance("b1")).as("the last is on its way").isEmpty();
        assertThat(evenly.asked).isEmpty();
    }

    @Test
    void whatNodesThatLeaveGiveAwayIsBoundedForAllOfThemTogether() {
        leaving.are(Set.of(B, C));
        assertThat(rebalance()).hasSize(2).isSubsetOf("b0", "b1", "b2", "c0");
    }

    @Test
    void whoLeavesGetsNothing() {
        leaving.are(Set.of(B));
        allocate();
        shards.put(atB, List.of());
        assertThat(rebalance()).containsExactly("evenly");
        assertThat(evenly.asked).containsOnly(Set.of(here, atC)).hasSize(2);
    }

    @Test
    void theNodeOfTheCoordinatorItselfMayLeave() {
        leaving.are(Set.of(Cluster.get(system).selfAddress()));
        assertThat(rebalance()).containsExactlyInAnyOrder("a0", "a1");
        assertThat(allocate()).isNotEqualTo(here);
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void whoComesToOthersGetsNothingUntilItHasRested() {
        shards.remove(atC);
        rebalance();
        passes(REST);
        shards.put(atC, List.of());
        rebalance();
        allocate();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB));

        evenly.asked.clear();
        passes(REST);
        rebalance();
        allocate();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB, atC));
    }

    @Test
    void thoseThatComeTogetherDoNotRest() {
        shards.remove(atC);
        rebalance();
        passes(REST.minusMillis(1));
        shards.put(atC, List.of());
        rebalance();
        passes(Duration.ofSeconds(2));
        evenly.asked.clear();
        rebalance();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB, atC));
    }

    @Test
    void whoComesBackRestsAgain() {
        rebalance();
        passes(REST);
        List<String> held = shards.remove(atC);
        rebalance();
        shards.put(atC, held);
        evenly.asked.clear();
        rebalance();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB));
    }

    @Test
    void aNewcomerWorksWhenAllOthersLeave() {
        shards.remove(atC);
        rebalance();
        passes(REST);
        shards.put(atC, List.of());
        leaving.are(Set.of(Cluster.get(system).selfAddress(), B));
        evenly.asked.clear();
        assertThat(rebalance()).hasSize(2);
        assertThat(allocate()).isEqualTo(atC);
    }

    @Test
    void whenAllLeaveThereIsNowhereToGo() {
        leaving.are(Set.of(Cluster.get(system).selfAddress(), B, C));
        assertThat(rebalance()).containsExactly("evenly");
        allocate();
        assertThat(evenly.asked).containsOnly(Set.of(here, atB, atC));
    }
}
