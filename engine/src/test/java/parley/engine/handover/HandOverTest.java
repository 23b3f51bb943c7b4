package parley.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.handover.ShardCounts.Counted;
import parley.engine.limit.LimitReached;

/** A cluster of two nodes; how much the first one holds is said by the test. */
class HandOverTest {

    private static final String ROLE = "engine";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(700);
    private static final Config CONFIG = ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.cluster.roles = [ engine ],"
                            + " akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 },"
                            + " akka.cluster { jmx.multi-mbeans-in-same-jvm = on, gossip-interval = 100 ms,"
                            + " leader-actions-interval = 100 ms },"
                            + " akka.cluster.distributed-data.gossip-interval = 100 ms")
            .withFallback(ConfigFactory.load());

    private static ActorTestKit first;
    private static ActorTestKit second;

    private final LeavingNodes knownToFirst = new LeavingNodes();
    private final LeavingNodes knownToSecond = new LeavingNodes();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestProbe<Done> done = first.createTestProbe();
    private volatile Counted holds = new Counted(66, 500);
    private ActorRef<HandOver.Message> here;
    private ActorRef<HandOver.Message> there;

    @BeforeAll
    static void startCluster() {
        first = ActorTestKit.create("hand-over", CONFIG);
        second = ActorTestKit.create("hand-over", CONFIG);
        var seed = Cluster.get(first.system()).selfMember().address();
        for (ActorTestKit node : new ActorTestKit[] {first, second}) {
            Cluster.get(node.system()).manager().tell(Join.create(seed));
        }
        for (ActorTestKit node : new ActorTestKit[] {first, second}) {
            TestProbe<Object> up = node.createTestProbe();
            up.awaitAssert(SOON, () -> {
                var members = Cluster.get(node.system()).state().getMembers();
                assertThat(members)
                        .hasSize(2)
                        .allMatch(member -> member.status().equals(MemberStatus.up()));
                return null;
            });
        }
    }

    @AfterAll
    static void stopCluster() {
        second.shutdownTestKit();
        first.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        first.stop(here);
        second.stop(there);
    }

    private void start(Duration within) {
        var settings = new HandOverSettings(2, 100, within, Duration.ZERO);
        here = first.spawn(HandOver.create(
                new HandOver.Node(ROLE, knownToFirst, () -> CompletableFuture.completedFuture(holds)),
                settings,
                meters));
        there = second.spawn(HandOver.create(
                new HandOver.Node(ROLE, knownToSecond, () -> CompletableFuture.completedFuture(new Counted(34, 500))),
                settings,
                new SimpleMeterRegistry()));
    }

    private void secondKnowsThatFirstLeaves(boolean leaves) {
        var address = Cluster.get(first.system()).selfMember().address();
        done.awaitAssert(SOON, () -> {
            assertThat(knownToSecond.contains(address)).isEqualTo(leaves);
            return null;
        });
    }

    private double timesUp() {
        return meters.get(LimitReached.METRIC)
                .tag(LimitReached.LIMIT, "parley.engine.hand-over.within")
                .counter()
                .count();
    }

    @Test
    void saysThatItLeavesAndWaitsUntilAllHaveMoved() {
        start(SOON);
        here.tell(new HandOver.Begin(done.ref()));
        secondKnowsThatFirstLeaves(true);
        holds = new Counted(2, 0);
        done.expectNoMessage(QUIET);

        holds = new Counted(0, 0);

        done.receiveMessage(SOON);
        assertThat(timesUp()).isZero();
    }

    @Test
    void withFewChatsItDoesNotWait() {
        holds = new Counted(66, 100);
        start(SOON);
        here.tell(new HandOver.Begin(done.ref()));
        done.receiveMessage(SOON);
        secondKnowsThatFirstLeaves(false);
    }

    @Test
    void doesNotWaitForEver() {
        start(QUIET);
        here.tell(new HandOver.Begin(done.ref()));
        done.receiveMessage(SOON);
        assertThat(timesUp()).isOne();
    }

    @Test
    void theLastOneThatStaysHasNobodyToGiveThemTo() {
        start(SOON);
        here.tell(new HandOver.Begin(done.ref()));
        secondKnowsThatFirstLeaves(true);
        TestProbe<Done> other = second.createTestProbe();
        there.tell(new HandOver.Begin(other.ref()));
        other.receiveMessage(SOON);
        done.expectNoMessage(QUIET);
    }
}
