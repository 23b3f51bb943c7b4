package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.check.Exercise;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.Verdict;
import parley.loadtests.client.Entry;
import parley.loadtests.client.Session;
import parley.server.FreePorts;

/** A backup that is taken while people talk, and what is there after everything else is gone. */
class BackupIT {

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int CHATTERS = 3;
    private static final int SAID_BEFORE = 30;

    private static final Expectations EXPECTED = Expectations.usual()
            .within(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(30))
            .atLeast(Exercise.ACKED, 45)
            .atLeast(Exercise.DELIVERED, 45)
            .atLeast(Exercise.RESUMES, 2)
            .atLeast(Exercise.FAULTS, 1);

    private final int port = FreePorts.firstOf(2);
    private final String address = "http://127.0.0.1:" + port;

    @TempDir
    private Path folder;

    private Path data;
    private Path backup;
    private Stage stage;
    private List<Stage.Person> quietOnes;
    private String quiet;
    private List<Stage.Person> crowd;
    private List<Chatter> chatters;
    private final Map<String, Map<String, Long>> before = new HashMap<>();
    private final Map<String, Integer> begun = new HashMap<>();
    private final Set<String> secrets = new TreeSet<>(Set.of(Stage.PASSWORD, Chatter.MARK));

    @Test
    void whatWasAckedBeforeTheBackupIsThereAfterTheRestoreAndNothingOfLater() throws Exception {
        data = folder.resolve("data");
        backup = folder.resolve("backup");
        try (var opened = new Stage(List.of(address), "backup", DEADLINE);
                var noisy = new Stage(List.of(address), "backup_crowd", DEADLINE)) {
            stage = opened;
            try (CommandRun up = up(data)) {
                succeeds("set", "logger", "parley", "DEBUG", "--data", data.toString());
                comeWithAForgedToken();
                talk(noisy);
                saveWhileTheyTalk();
                crowd.get(1).leaves();
                stage.recorder().faultBegins("restore");
                assertThat(up.isAlive()).isTrue();
            }
            noSnapshotIsLeft(data);
            logsAreJsonAndTellNoSecrets(data.resolve("logs"), secrets);
            delete(data);
            Path restored = folder.resolve("new");
            succeeds("restore", "--from", backup.toString(), "--data", restored.toString());
            try (CommandRun up = up(restored)) {
                compare();
                assertThat(up.isAlive()).isTrue();
            }
        }
    }

    /** What is said of it is logged at DEBUG; the token is not. */
    private void comeWithAForgedToken() {
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + (port + 1) + "/v1/socket"), new WebSocket.Listener() {})
                .join()
                .sendText("{\"type\":\"hello\",\"id\":1,\"version\":1,\"token\":\"" + Chatter.MARK + ".a.b\"}", true)
                .join();
    }

    private void talk(Stage noisy) {
        quietOnes = List.of(stage.enter(0), stage.enter(0));
        quiet = group(quietOnes.get(0), quietOnes.get(1));
        long last = 0;
        for (Stage.Person one : quietOnes) {
            last = stage.talk(one, quiet, 20);
        }
        assertThat(stage.reach(quietOnes, quiet, last, DEADLINE)).isTrue();
        crowd = List.of(noisy.enter(0), noisy.enter(0));
        Session session = Stage.await(crowd.get(1).client().session());
        secrets.addAll(List.of(session.accessToken(), session.refreshToken()));
        chatters = chatter(crowd.get(0), crowd.get(1));
        await("some words").atMost(DEADLINE).until(() -> saidMoreThan(chatters, SAID_BEFORE));
    }

    private void saveWhileTheyTalk() throws Exception {
        chatters.forEach(chatter -> before.put(chatter.chat(), chatter.acked()));
        String said = succeeds("backup", "--data", data.toString(), "--to", backup.toString());
        assertThat(said).contains("all that was acknowledged before it began is in them");
        chatters.forEach(chatter -> begun.put(chatter.chat(), chatter.said()));
        assertThat(chatters)
                .as("they talked meanwhile")
                .allMatch(chatter ->
                        chatter.acked().size() > before.get(chatter.chat()).size());
        await("later words")
                .atMost(DEADLINE)
                .until(() -> chatters.stream().allMatch(one -> one.said() > begun.get(one.chat()) + 20));
        chatters.forEach(Chatter::hush);
        CommandRun again = CommandRun.finished("backup", "--data", data.toString(), "--to", backup.toString());
        assertThat(again.output()).endsWith("backup is not empty: choose another --to\n");
    }

    private void compare() throws IOException {
        long last = stage.talk(quietOnes.get(0), quiet, 5);
        assertThat(stage.reach(quietOnes, quiet, last, DEADLINE)).isTrue();
        stage.recorder().faultEnds("restore");
        for (Chatter chatter : chatters) {
            isWhatWasSaved(crowd.get(0), chatter, before.get(chatter.chat()), begun.get(chatter.chat()));
        }
        forgetsWhatIsNotThere(crowd.get(0), crowd.get(1), chatters.get(0));
        stage.readBack(quietOnes, List.of(quiet), List.of(0));
        Verdict verdict = stage.verdict(EXPECTED);
        assertThat(verdict.isClean()).as(verdict.report()).isTrue();
    }

    private static String succeeds(String... words) throws Exception {
        CommandRun run = CommandRun.finished(words);
        assertThat(run.exitStatus()).as(run.output()).isZero();
        return run.output();
    }

    private static boolean saidMoreThan(List<Chatter> chatters, int words) {
        return chatters.stream().allMatch(chatter -> chatter.acked().size() > words);
    }

    private static List<Chatter> chatter(Stage.Person speaker, Stage.Person listener) {
        return IntStream.range(0, CHATTERS)
                .mapToObj(i -> new Chatter(speaker.client(), group(speaker, listener)))
                .toList();
    }

    private static String group(Stage.Person founder, Stage.Person other) {
        return Stage.await(founder.client().createGroup("Verona", List.of(other.user())))
                .chat();
    }

    /** Whoever reads all of it reads an unbroken log: that is looked at by the reader itself. */
    private static void isWhatWasSaved(Stage.Person reader, Chatter chatter, Map<String, Long> before, int begun) {
        List<Entry> messages = Stage.await(reader.client().readAll(chatter.chat(), true)).stream()
                .filter(Entry::isMessage)
                .toList();
        Map<String, Long> found = new HashMap<>();
        messages.forEach(entry -> found.put(entry.text(), entry.seq()));

        assertThat(found).as("once each").hasSameSizeAs(messages);
        assertThat(found).as("acked before the backup").containsAllEntriesOf(before);
        assertThat(chatter.acked()).as("what was not said before the end").containsAllEntriesOf(found);
        assertThat(found.size()).isLessThanOrEqualTo(begun);
    }

    /** While dora is away something else comes to stand where she has what was lost. */
    private void forgetsWhatIsNotThere(Stage.Person speaker, Stage.Person away, Chatter chatter) {
        long had = chatter.acked().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        long last = 0;
        while (last <= had) {
            last = Stage.await(speaker.client().send(chatter.chat(), "said since"))
                    .seq();
        }
        assertThat(Stage.await(away.client().log(chatter.chat())))
                .as("before she is back")
                .anyMatch(entry -> entry.seq() == had);

        away.returns();

        List<Entry> log = Stage.await(speaker.client().readAll(chatter.chat(), true));
        await("what there is")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(Stage.await(away.client().log(chatter.chat())))
                        .satisfies(known -> assertThat(known).isNotEmpty().isEqualTo(newest(log, known.size()))));
    }

    /** Whoever begins anew has no more than a page at first. */
    private static List<Entry> newest(List<Entry> log, int count) {
        return log.subList(Math.max(0, log.size() - count), log.size());
    }

    /** All of the node's life was logged at DEBUG, what its clients said and by what they were known among it. */
    private static void logsAreJsonAndTellNoSecrets(Path logs, Set<String> secrets) throws IOException {
        Set<String> events = new TreeSet<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file :
                    files.filter(one -> one.toString().contains("node-0.log")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode json = new ObjectMapper().readTree(line);
                    assertThat(json.path("message").isTextual()).as(line).isTrue();
                    events.add(json.path("event").asText());
                    assertThat(secrets).as(line).noneMatch(line::contains);
                    assertThat(line).doesNotContain("eyJ");
                }
            }
        }
        assertThat(events).contains("node_starting", "level_changed", "token_rejected", "sockets_draining");
    }

    private CommandRun up(Path data) throws IOException {
        return CommandRun.start(
                        Map.of("PARLEY_LOG_FORMAT", "json"),
                        "up",
                        "--data",
                        data.toString(),
                        "--http-port",
                        Integer.toString(port),
                        "--ws-port",
                        Integer.toString(port + 1))
                .awaitLine("parley: ready");
    }

    private static void noSnapshotIsLeft(Path data) throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            assertThat(paths.filter(path -> path.toString().contains("/snapshots/parley-")))
                    .isEmpty();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
