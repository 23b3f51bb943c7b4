package parley.server;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import parley.engine.meter.MailboxAge;

/** What a node shows of itself as a whole: whether it is ready, whom it sees in the cluster, what it holds, whether its threads keep up. */
final class NodeMeters {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private static final List<MemberStatus> STATUSES = List.of(
            MemberStatus.joining(),
            MemberStatus.weaklyUp(),
            MemberStatus.up(),
            MemberStatus.leaving(),
            MemberStatus.exiting(),
            MemberStatus.down());

    private final ActorSystem<?> system;
    private final MeterRegistry meters;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private NodeMeters(ActorSystem<?> system, MeterRegistry meters) {
        this.system = system;
        this.meters = meters;
    }

    /** What a node holds of one kind of entity. */
    private static final class Held {
        private volatile int shards;
        private volatile int entities;
    }

    /** For as long as the system lives. */
    static void show(ActorSystem<?> system, Readiness readiness, MeterRegistry meters) {
        NodeMeters node = new NodeMeters(system, meters);
        Gauge.builder("parley.node.ready", readiness, known -> known.wasReady() ? 1 : 0)
                .description(
                        "1 when a message could be sent through this node, as was found when this was asked the time before")
                .register(meters);
        node.showMembers(Cluster.get(system));
        MailboxAge.measure(
                system,
                "dispatcher",
                meters,
                System::nanoTime,
                task -> system.executionContext().execute(task));
        system.scheduler()
                .scheduleWithFixedDelay(LOOK_EVERY, LOOK_EVERY, node::lookAtShards, system.executionContext());
    }

    private void showMembers(Cluster cluster) {
        for (MemberStatus status : STATUSES) {
            Gauge.builder("parley.cluster.members", cluster, known -> count(known, status))
                    .tag("status", status.toString().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder(
                        "parley.cluster.unreachable",
                        cluster,
                        known -> known.state().getUnreachable().size())
                .register(meters);
    }

    private static double count(Cluster cluster, MemberStatus status) {
        Iterable<Member> members = cluster.state().getMembers();
        return StreamSupport.stream(members.spliterator(), false)
                .filter(member -> member.status().equals(status))
                .count();
    }

    /** Only counts travel: thousands of entities are awake on a node. */
    private void lookAtShards() {
        ClusterSharding sharding = ClusterSharding.get(system.classicSystem());
        for (String type : sharding.getShardTypeNames()) {
            Held known = held.computeIfAbsent(type, this::shown);
            ActorRef region = sharding.shardRegion(type);
            var unused = Patterns.ask(region, ShardRegion.getRegionStatsInstance(), ANSWER_WITHIN)
                    .thenAccept(answer -> {
                        if (answer instanceof ShardRegion.ShardRegionStats stats) {
                            known.shards = stats.getStats().size();
                            known.entities = stats.getStats().values().stream()
                                    .mapToInt(count -> (Integer) count)
                                    .sum();
                        }
                    });
        }
    }

    private Held shown(String type) {
        Held fresh = new Held();
        Gauge.builder("parley.sharding.shards", fresh, of -> of.shards)
                .tag("type", type)
                .register(meters);
        Gauge.builder("parley.sharding.entities", fresh, of -> of.entities)
                .tag("type", type)
                .register(meters);
        return fresh;
    }
}
