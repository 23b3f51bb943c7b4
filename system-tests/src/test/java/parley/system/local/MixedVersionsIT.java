package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import parley.loadtests.check.Exercise;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.Verdict;
import parley.loadtests.client.Answers;
import parley.loadtests.client.WireClient;

/**
 * A cluster of the previous release becomes one of this, node by node, and one node goes back; meanwhile people talk. In between, clients,
 * chats and sessions are on nodes of both, and everything that they do crosses from each to the other.
 */
class MixedVersionsIT {

    private static final int NODES = 3;
    private static final int PEOPLE = 6;
    private static final int CHATS_MAX = 25;
    private static final int MISUNDERSTANDINGS_SHOWN = 10;
    /** Akka's word for a shard that its last node is just giving up. */
    private static final String SHARD_NOT_FREE_YET = "Failed to get lease for shard id";

    /** Netty, of a node that is stopping and closes its last channels: said by the driver of Cassandra too. */
    private static final String CLOSING = "DefaultPromise.rejectedExecution";

    private static final Duration ENOUGH = Duration.ofMinutes(2);
    private static final Duration DELIVERY = Duration.ofSeconds(20);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Expectations EXPECTED = Expectations.usual()
            .within(DELIVERY, Duration.ofSeconds(60), Duration.ofSeconds(30))
            .atLeast(Exercise.ACKED, 200)
            .atLeast(Exercise.ACKED_DURING_FAULT, 10)
            .atLeast(Exercise.DELIVERED, 1_000)
            .atLeast(Exercise.MEMBERS_CHANGED, 10)
            .atLeast(Exercise.POSITIONS_STORED, 100)
            .atLeast(Exercise.RESUMES, PEOPLE)
            .atLeast(Exercise.PROVEN, PEOPLE)
            .atLeast(Exercise.READINGS, 2 * PEOPLE * NODES)
            .atLeast(Exercise.FAULTS, NODES + 1);

    private final List<Stage.Person> people = new ArrayList<>();
    private final List<String> chats = new ArrayList<>();
    private Path links;
    private LocalClusterUnderTest cluster;
    private Stage stage;

    @Test
    void nothingIsLostWhileReleasesRunBesideEachOther() throws Exception {
        Path previous = PreviousRelease.distribution();
        Path present = CommandRun.DIST.toRealPath();
        links = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mixed-versions-");
        Map<String, String> environment = new HashMap<>();
        // Nodes that can trace everything, for a collector that is not there.
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
        for (int node = 0; node < NODES; node++) {
            turn(node, previous);
            environment.put("PARLEY_NODE_DIST_" + node, link(node).toString());
        }
        try (var started = LocalClusterUnderTest.start(NODES, environment);
                var opened = new Stage(started.addresses(), "mixed_versions", DEADLINE)) {
            cluster = started;
            stage = opened;
            upgrade(previous, present);

            stage.readBack(people, chats, List.of(0, 1, 2));
            Verdict verdict = stage.verdict(EXPECTED);
            System.out.println(verdict);
            assertThat(verdict.isClean()).as(verdict.report()).isTrue();
        }
    }

    private void upgrade(Path previous, Path present) throws IOException {
        for (int i = 0; i < PEOPLE; i++) {
            people.add(stage.enter(i % NODES));
        }
        Stage.Person guest = stage.enter(NODES - 1);
        runs(List.of(previous, previous, previous));
        talk(guest);
        step(guest, 1, present, List.of(previous, present, previous));
        step(guest, 2, present, List.of(previous, present, present));
        step(guest, 0, present, List.of(present, present, present));
        step(guest, 1, previous, List.of(present, previous, present));
    }

    private void step(Stage.Person guest, int node, Path distribution, List<Path> then) throws IOException {
        replace(node, distribution);
        runs(then);
        talk(guest);
    }

    /** What nodes do not understand of each other is made up for, later: nothing is lost by it, but the logs are full of it. */
    private List<String> misunderstandings() {
        return IntStream.range(0, NODES)
                .mapToObj(cluster::nodeLog)
                .flatMap(List::stream)
                .filter(line -> line.contains(" ERROR ") || line.contains("Failed to deserialize"))
                .filter(line -> !line.contains(SHARD_NOT_FREE_YET) && !line.contains(CLOSING))
                .limit(MISUNDERSTANDINGS_SHOWN)
                .toList();
    }

    private void runs(List<Path> distributions) {
        assertThat(cluster.jarFolders())
                .isEqualTo(distributions.stream()
                        .map(distribution -> Set.of(distribution.resolve("lib")))
                        .toList());
    }

    /** Everybody says something in every chat, and everything else once; chats and sessions are awake on every node. */
    private void talk(Stage.Person guest) {
        stage.bringHome(Stream.concat(people.stream(), Stream.of(guest)).toList());
        chats.add(group("of now"));
        everybodySpeaks();
        Awaitility.await("chats and sessions on each node")
                .atMost(ENOUGH)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    if (isSpread()) {
                        return true;
                    }
                    if (chats.size() < CHATS_MAX) {
                        chats.add(group("for a node without any"));
                    }
                    // A shard that came to a node since then has nobody awake until somebody speaks.
                    everybodySpeaks();
                    return isSpread();
                });
        everythingElse(chats.get(chats.size() - 1), guest);
        assertThat(misunderstandings()).isEmpty();
    }

    private boolean isSpread() {
        return Stream.of("chat", "slot")
                .allMatch(type -> Stream.of(0, 1, 2).allMatch(node -> cluster.awake(type, node) > 0));
    }

    private String group(String title) {
        Stage.Person founder = people.get(chats.size() % PEOPLE);
        List<String> others = people.stream()
                .map(Stage.Person::user)
                .filter(user -> !user.equals(founder.user()))
                .toList();
        return Stage.await(founder.client().createGroup(title, others)).chat();
    }

    private void everybodySpeaks() {
        Map<String, Long> last = new HashMap<>();
        List<CompletableFuture<Answers.Ack>> said = people.stream()
                .flatMap(person -> stage.sayInEach(person, chats).stream())
                .toList();
        said.stream().map(Stage::await).forEach(ack -> last.merge(ack.chat(), ack.seq(), Math::max));
        last.forEach((chat, seq) ->
                assertThat(stage.reach(people, chat, seq, DELIVERY)).as(chat).isTrue());
    }

    /** All that nodes say to each other on behalf of clients besides. */
    private void everythingElse(String chat, Stage.Person guest) {
        for (Stage.Person person : people.subList(0, NODES)) {
            WireClient client = person.client();
            String key = client.newKey();
            long seq = Stage.await(client.send(chat, key, "said twice")).seq();
            assertThat(Stage.await(client.send(chat, key, "said twice")).seq()).isEqualTo(seq);
            assertThat(Stage.await(client.members(chat))).hasSize(PEOPLE);
            assertThat(Stage.await(client.watchPresence(users()))).hasSize(PEOPLE);
            assertThat(Stage.await(client.readAll(chat, true))).hasSize((int) seq);
            client.typing(chat, true);
            assertThat(stage.read(person, chat, seq, DELIVERY))
                    .as("read by all")
                    .isTrue();
        }
        WireClient founder = people.get((chats.size() - 1) % PEOPLE).client();
        Stage.await(founder.rename(chat, "of all"));
        Stage.await(founder.addMembers(chat, List.of(guest.user())));
        long seen = stage.talk(guest, chat, 1);
        assertThat(stage.reach(people, chat, seen, DELIVERY)).isTrue();
        Stage.await(founder.removeMember(chat, guest.user()));
    }

    private List<String> users() {
        return people.stream().map(Stage.Person::user).toList();
    }

    /** As an upgrade does it, while people go on talking. */
    private void replace(int node, Path distribution) throws IOException {
        String fault = "replace node " + node;
        stage.recorder().faultBegins(fault);
        turn(node, distribution);
        ProcessHandle process = ProcessHandle.of(cluster.pid(node)).orElseThrow();
        LocalClusterUnderTest.signal(process.pid(), "TERM");
        talkUntil(() -> !process.isAlive());
        talkUntil(() -> cluster.isReady(node));
        cluster.awaitMembers(node, NODES);
        stage.recorder().faultEnds(fault);
    }

    private void talkUntil(BooleanSupplier over) {
        int[] turn = {0};
        Awaitility.await().atMost(ENOUGH).pollInterval(Duration.ofMillis(200)).until(() -> {
            turn[0]++;
            stage.talk(people.get(turn[0] % PEOPLE), chats.get(turn[0] % chats.size()), 1);
            return over.getAsBoolean();
        });
    }

    private Path link(int node) {
        return links.resolve("dist-" + node);
    }

    private void turn(int node, Path distribution) throws IOException {
        Files.deleteIfExists(link(node));
        Files.createSymbolicLink(link(node), distribution);
    }
}
