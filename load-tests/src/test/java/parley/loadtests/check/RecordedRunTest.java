package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireException;
import parley.loadtests.client.WireListener;
import parley.loadtests.demo.MemoryServer;

/** Real clients, recorded and checked, with a server that does what it should or spoils what it hands out over HTTP. */
class RecordedRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 6;

    @TempDir
    private Path folder;

    private final MemoryServer server = new MemoryServer();
    private final ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults());
    private final HttpApi api = new HttpApi(runtime, List.of(server.url(), server.url()), FrameTap.NONE);

    private record Player(ClientRecorder recorder, WireClient client, HttpApi api) {}

    @AfterEach
    void close() {
        runtime.close();
        server.close();
    }

    @Test
    void findsNothingWhereTheServerDoesWhatItShould() throws IOException {
        Verdict verdict = run();

        assertThat(verdict.isClean()).as(verdict.report()).isTrue();
        assertThat(verdict.exercised(Exercise.ACKED)).isEqualTo(MESSAGES);
        assertThat(verdict.exercised(Exercise.READINGS)).isEqualTo(6);
        assertThat(verdict.exercised(Exercise.DELIVERED)).isGreaterThanOrEqualTo(3 * MESSAGES);
    }

    @Test
    void findsAMessageThatTheStoreLost() throws IOException {
        assertThat(spoilt(log -> log.remove(2)).count(Anomaly.LOST)).isPositive();
    }

    @Test
    void findsAMessageThatTheStoreDoubled() throws IOException {
        assertThat(spoilt(log -> log.add(log.get(1).deepCopy().put("seq", log.size() + 1)))
                        .count(Anomaly.DUPLICATED))
                .isPositive();
    }

    @Test
    void findsMessagesThatTheStoreSwapped() throws IOException {
        Verdict verdict = spoilt(log -> {
            ObjectNode first = log.get(1).deepCopy().put("seq", 3);
            log.set(1, log.get(2).deepCopy().put("seq", 2));
            log.set(2, first);
        });

        assertThat(verdict.count(Anomaly.REORDERED)).isPositive();
    }

    @Test
    void findsAMessageThatTheStoreAltered() throws IOException {
        assertThat(spoilt(log -> log.set(1, log.get(1).deepCopy().put("text", "another")))
                        .count(Anomaly.ALTERED))
                .isPositive();
    }

    private Verdict spoilt(Consumer<List<ObjectNode>> fault) throws IOException {
        server.spoiling(log -> {
            fault.accept(log);
            return log;
        });
        Verdict verdict = run();
        assertThat(verdict.isClean()).isFalse();
        return verdict;
    }

    private Verdict run() throws IOException {
        Path file = folder.resolve("history");
        try (Recorder recorder = Recorder.into(file)) {
            List<Player> players = new ArrayList<>();
            List.of("ann", "bob", "cy").forEach(name -> players.add(player(recorder, name)));
            String chat = Failures.await(players.get(0).client().createGroup("Verona", List.of("bob", "cy")), PATIENCE)
                    .chat();
            long last = 0;
            for (int i = 0; i < MESSAGES; i++) {
                WireClient sender = players.get(i % players.size()).client();
                last = Failures.await(sender.send(chat, "message " + i), PATIENCE)
                        .seq();
            }
            for (Player player : players) {
                Failures.await(player.client().reached(chat, last), PATIENCE);
            }
            recorder.quiesced();
            players.forEach(player -> readBack(player, chat));
            assertThat(recorder.running().acked()).isEqualTo(MESSAGES);
            players.forEach(player -> player.client().close());
        }
        return Checker.check(History.read(file), Expectations.usual());
    }

    private Player player(Recorder recorder, String name) {
        Session session = Failures.await(api.signUp(name, "correct horse", name), PATIENCE);
        ClientRecorder recording = recorder.client(session.user(), WireListener.NONE);
        HttpApi recorded = api.tappedBy(recording.tap());
        WireClient client = new WireClient(recorded, session, "correct horse", recording.listener());
        Failures.await(client.connect(), PATIENCE);
        return new Player(recording, client, recorded);
    }

    /** The client refuses pages that do not meet; they are recorded all the same. */
    private static void readBack(Player player, String chat) {
        try {
            Failures.await(new FinalReading(player.recorder(), player.client(), player.api()).read(chat), PATIENCE);
        } catch (WireException e) {
            assertThat(e.code()).isEqualTo(WireException.BAD_FRAME);
        }
    }
}
