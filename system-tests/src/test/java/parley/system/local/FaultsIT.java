package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.faults.ClusterChild;
import parley.loadtests.faults.ClusterNode;
import parley.loadtests.faults.Fault;
import parley.loadtests.faults.KillProcess;
import parley.loadtests.faults.Partition;
import parley.loadtests.faults.PauseProcess;
import parley.loadtests.faults.RunningCluster;
import parley.loadtests.faults.SlowDisk;

/** Each fault is made for real, seen, and seen to be over. Needs root, as the namespaces do. */
class FaultsIT {

    private static final Duration ENOUGH = Duration.ofMinutes(2);
    private static final Duration DISK_DELAY = Duration.ofMillis(300);
    private static final char STOPPED = 'T';

    @TempDir
    private Path data;

    @Test
    void faultsAreMadeAndUndone() throws Exception {
        List<ProcessHandle> processes;
        ClusterChild namespaces;
        try (var cluster = RunningCluster.start(
                new RunningCluster.Plan(CommandRun.words(), data, 2, List.of("--restart-after", "2"), Map.of()))) {
            processes = CommandRun.processes(cluster.status());
            namespaces = cluster.cassandra();

            stopsAndContinuesANode(cluster);
            cutsANodeFromTheDatabase(cluster);
            slowsTheDiskDown(cluster);
            killsANode(cluster);
            // Left for the end to undo: a process that is stopped cannot stop in order.
            cluster.begin(PauseProcess.ofCassandra(cluster));
            assertThat(cluster.said()).doesNotContain("Cassandra died");
        }

        assertThat(Files.readString(data.resolve("up.out"))).endsWith("parley: stopped\n");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        try (Stream<Path> left = Files.list(Path.of("/run/netns"))) {
            assertThat(left.map(file -> file.getFileName().toString())).doesNotContain(namespaces.namespace());
        }
    }

    private static void stopsAndContinuesANode(RunningCluster cluster) {
        ClusterChild node = cluster.node(1).child();
        Fault pause = PauseProcess.ofNode(cluster, 1);

        // A signal is sent before it has stopped all threads.
        cluster.begin(pause);
        await("stands still").until(() -> stateOf(node) == STOPPED);
        cluster.end(pause);
        await("goes on").until(() -> stateOf(node) != STOPPED);
    }

    private static void cutsANodeFromTheDatabase(RunningCluster cluster) throws Exception {
        ClusterChild node = cluster.node(0).child();
        ClusterChild other = cluster.node(1).child();
        ClusterChild database = cluster.cassandra();
        assertThat(reaches(node, database)).isTrue();

        Fault cut = Partition.between(List.of(node), List.of(database));
        cluster.begin(cut);
        assertThat(reaches(node, database)).isFalse();
        assertThat(reaches(other, database)).isTrue();
        cluster.end(cut);
        assertThat(reaches(node, database)).isTrue();

        Fault answersLost = Partition.oneWay(List.of(database), List.of(node));
        cluster.begin(answersLost);
        assertThat(reaches(node, database)).isFalse();
        cluster.end(answersLost);
        assertThat(reaches(node, database)).isTrue();
    }

    private static void slowsTheDiskDown(RunningCluster cluster) {
        cluster.awaitReady(0, ENOUGH);
        try (var talker = new Talker(cluster.httpUrls())) {
            talker.send("before");
            Fault slow = SlowDisk.ofCassandra(cluster, DISK_DELAY);

            cluster.begin(slow);
            long sent = System.nanoTime();
            talker.send("meanwhile");
            long tookNanos = System.nanoTime() - sent;
            cluster.end(slow);

            assertThat(tookNanos).isGreaterThanOrEqualTo(DISK_DELAY.toNanos());
            assertThat(talker.send("afterwards")).isEqualTo(4);
        }
    }

    private static void killsANode(RunningCluster cluster) {
        ClusterNode before = cluster.node(1);

        cluster.begin(KillProcess.ofNode(cluster, 1));
        cluster.awaitReadyAgain(before, ENOUGH);
        cluster.awaitMembers(0, 2, ENOUGH);

        assertThat(cluster.node(1).child().pid()).isNotEqualTo(before.child().pid());
        assertThat(cluster.node(1).http()).isEqualTo(before.http());
    }

    /** The letter after the name in parentheses. */
    private static char stateOf(ClusterChild child) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static boolean reaches(ClusterChild from, ClusterChild database) throws Exception {
        Process probe = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        from.namespace(),
                        "timeout",
                        "1",
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/" + database.host() + "/9042")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return probe.waitFor() == 0;
    }
}
