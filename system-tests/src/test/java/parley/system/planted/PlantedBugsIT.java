package parley.system.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.loadtests.check.Anomaly;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.Finding;
import parley.loadtests.check.Verdict;
import parley.loadtests.client.Answers;
import parley.system.local.LocalClusterUnderTest;
import parley.system.local.Stage;

/**
 * The same short run without any bug and with each: people talk in a group and read, one of them is removed, the chat leaves memory and
 * comes back on the next word, a message is sent again, somebody is away for a moment. The last is another: a node is paused.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlantedBugsIT {

    private static final int NODES = 3;
    private static final int ZOMBIE = 1;
    private static final int ROUNDS = 15;
    private static final int ZOMBIE_CHATS = 20;
    private static final Duration DELIVERY = Duration.ofSeconds(10);
    private static final Duration BACK_AGAIN = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration PAUSE_DEADLINE = Duration.ofSeconds(100);

    private static final Expectations EXPECTED =
            Expectations.usual().within(DELIVERY, Duration.ofSeconds(60), Duration.ofSeconds(30));

    private static PlantedNodes nodes;

    @BeforeAll
    static void startNodes() throws IOException {
        nodes = PlantedNodes.start(NODES, "-D" + DeliveryDropped.EVERY + "=20");
    }

    @AfterAll
    static void stopNodes() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    @Order(1)
    void runWithoutBugsIsClean() throws IOException {
        try (Stage stage = new Stage(nodes.cluster().addresses(), "no_bug", DEADLINE)) {
            play(stage, null);

            Verdict verdict = stage.verdict(EXPECTED);
            assertThat(verdict.isClean()).as(verdict.report()).isTrue();
        }
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource({
        "ACK_BEFORE_PERSIST, LOST",
        "KEYS_FORGOTTEN, DUPLICATED",
        "REMOVED_MEMBER_TOLD, AFTER_REMOVAL",
        "DELIVERY_DROPPED, SKIPPED",
        "SEQS_SWAPPED, REORDERED",
        "POSITION_BACK, POSITION_BACK",
        "CONTINUITY_IGNORED, LATE"
    })
    void bugIsFound(PlantedBug bug, Anomaly anomaly) throws IOException {
        try (Stage stage = new Stage(nodes.cluster().addresses(), fileOf(bug), DEADLINE)) {
            String chat = play(stage, bug);
            nodes.off();

            expectFound(bug, anomaly, List.of(chat), stage.verdict(EXPECTED));
        }
    }

    private static String play(Stage stage, PlantedBug bug) {
        Stage.Person ann = stage.enter(0);
        Stage.Person ben = stage.enter(1);
        Stage.Person cat = stage.enter(2);
        Stage.Person dan = stage.enter(0);
        if (bug != null) {
            nodes.on(bug, bug == PlantedBug.SEQS_SWAPPED ? cat.user() : "");
        }
        String chat = Stage.await(ann.client().createGroup("Verona", List.of(ben.user(), cat.user(), dan.user())))
                .chat();
        long last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (Stage.Person person : List.of(ann, ben, cat, dan)) {
                last = stage.talk(person, chat, 1);
            }
        }
        stage.read(ann, chat, last, Duration.ofSeconds(3));
        String key = ann.client().newKey();
        Stage.await(ann.client().send(chat, key, "said twice"));
        Stage.await(ann.client().removeMember(chat, dan.user()));
        last = stage.talk(ben, chat, 5);
        stage.reach(List.of(ann, ben, cat), chat, last, DELIVERY);

        nodes.passivate(ann, chat);
        Stage.await(ann.client().send(chat, key, "said twice"));
        stage.talk(ann, chat, 5);
        cat.leaves();
        last = stage.talk(ben, chat, 5);
        cat.returns();
        stage.reach(List.of(ann, ben, cat), chat, last, DELIVERY.plus(BACK_AGAIN));
        stage.readBack(List.of(ann, ben, cat, dan), List.of(chat), List.of(0, 1, 2));
        return chat;
    }

    /** Its clients had sent it something when it was stopped; when it wakes, others have its chats and have gone on with them. */
    @Test
    @Order(3)
    void ackOfANodeThatWasPausedAndKeepsItsChatsIsFound() throws IOException {
        PlantedBug bug = PlantedBug.ZOMBIE_ACKS;
        try (Stage stage = new Stage(nodes.cluster().addresses(), fileOf(bug), PAUSE_DEADLINE)) {
            Stage.Person ann = stage.enter(0);
            Stage.Person ben = stage.enter(ZOMBIE);
            List<String> chats = IntStream.range(0, ZOMBIE_CHATS)
                    .mapToObj(i -> Stage.await(ann.client().createGroup("Verona " + i, List.of(ben.user())))
                            .chat())
                    .toList();
            stage.sayInEach(ben, chats).forEach(Stage::await);
            nodes.on(bug, "");
            long pid = nodes.cluster().pid(ZOMBIE);
            stage.recorder().faultBegins("pause");
            LocalClusterUnderTest.signal(pid, "STOP");
            List<CompletableFuture<Answers.Ack>> waiting;
            try {
                waiting = stage.sayInEach(ben, chats);
                stage.sayInEach(ann, chats).forEach(Stage::await);
            } finally {
                LocalClusterUnderTest.signal(pid, "CONT");
                stage.recorder().faultEnds("pause");
            }
            waiting.forEach(Stage::await);
            stage.readBack(List.of(ann, ben), chats, List.of(0, 2));

            expectFound(bug, Anomaly.LOST, chats, stage.verdict(EXPECTED));
        }
    }

    private static void expectFound(PlantedBug bug, Anomaly anomaly, List<String> chats, Verdict verdict) {
        assertThat(nodes.firings(bug)).as("what the bug did").isNotEmpty();
        List<Finding> found = verdict.findings().stream()
                .filter(finding -> finding.anomaly() == anomaly && chats.contains(finding.chat()) && finding.seq() > 0)
                .toList();
        assertThat(found)
                .as(bug + " must be found as " + anomaly + ": " + verdict.report())
                .isNotEmpty();
        found.forEach(finding -> assertThat(verdict.report()).contains(finding.chat() + " at " + finding.seq()));
        System.out.println(bug + ": " + verdict + "\n  " + found.get(0));
    }

    private static String fileOf(PlantedBug bug) {
        return bug.name().toLowerCase(Locale.ROOT);
    }
}
