package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.check.Observation.Source;
import parley.loadtests.client.Answers;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Peer;
import parley.loadtests.client.ScriptedServer;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;

class RecorderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long FAR = 4_000_000_000_000L;
    private static final long KEY = Fingerprint.key("u_ann", "k1");

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private final ClientRuntime runtime =
            new ClientRuntime(ClientSettings.with("backoff-first = 1ms, backoff-max = 2ms, position-delay = 1ms"));

    @AfterEach
    void close() {
        runtime.close();
        server.close();
    }

    @Test
    void recordsWhatAClientSaysAndHearsOnEachConnection() throws Exception {
        Path file = folder.resolve("history");
        Recorder recorder = Recorder.into(file);
        ClientRecorder recording = recorder.client("u_ann", WireListener.NONE);
        WireClient ann = ann(recording);

        ann.connect();
        Peer first = server.acceptAndGreet();
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "k1", "Good morrow");
        first.expectAny("send");
        recorder.faultBegins("cut");
        first.cut();
        Peer second = server.accept();
        second.greet("[]", "[]");
        recorder.faultEnds("cut");
        JsonNode again = second.expectAny("send");
        second.send("{'type':'entries','chat':'g_1','entries':[" + Peer.message(1) + "]}");
        JsonNode told = second.expectAny("delivered");
        second.reply(told, "done", "'chat':'g_1'");
        second.reply(again, "ack", "'chat':'g_1','key':'k1','seq':2,'n':2,'at':1,'duplicate':true");
        Failures.await(sending, PATIENCE);
        second.send("{'type':'receipt','chat':'g_1','user':'u_bob','delivered':2,'read':1}");
        CompletionStage<Answers.Page> asking = ann.historyBefore("g_1", 2L, 50);
        second.reply(second.expectAny("history"), "page", "'chat':'g_1','entries':[],'seq':2,'n':2,'end':true");
        Failures.await(asking, PATIENCE);
        recorder.quiesced();
        RunningVerdict running = recorder.running();
        recorder.close();
        ann.close();

        HistoryFile read = HistoryFile.read(file);
        Names names = read.names();
        int chat = names.find("g_1");
        long body = Fingerprint.of("Good morrow");
        assertThat(read.observations())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nanos", "askedNanos")
                .containsSubsequence(
                        new Observation.Client(0, 1, names.find("u_ann")),
                        new Observation.Hello(0, 1, List.of()),
                        new Observation.Welcome(0, 1, Continuity.PROVEN, List.of()),
                        new Observation.Invoke(0, 1, chat, Action.SEND, KEY, body),
                        new Observation.Outcome(
                                0, 1, chat, Action.SEND, KEY, Result.INFO, 0, false, names.find("closed")),
                        new Observation.Close(0, 1, 1006),
                        new Observation.Hello(0, 2, List.of()),
                        new Observation.Fault(0, names.find("cut"), false),
                        new Observation.Shown(0, 1, chat, 1, Fingerprint.key("u_bob", "k1"), Fingerprint.of("m1")),
                        new Observation.Outcome(0, 2, chat, Action.SEND, KEY, Result.OK, 2, true, 0),
                        new Observation.PositionSeen(0, 0, 1, 2, chat, names.find("u_bob"), Source.PUSH, 2, 1, -1),
                        new Observation.Page(
                                0, 0, 1, 2, chat, new Range(Direction.BACKWARDS, 2), List.of(), 2, 2, true),
                        new Observation.Quiesced(0))
                .contains(
                        new Observation.PositionSet(0, 2, chat, false, 1),
                        new Observation.PositionDone(0, 2, chat, false, 1));
        assertRunning(running);
    }

    private WireClient ann(ClientRecorder recording) {
        HttpApi api = new HttpApi(runtime, List.of(server.url()), FrameTap.NONE).tappedBy(recording.tap());
        Session session = new Session("u_ann", "ann", "Ann", "d_1", "a1", FAR, "r1", FAR);
        return new WireClient(api, session, null, recording.listener());
    }

    private static void assertRunning(RunningVerdict running) {
        assertThat(running.acked()).isEqualTo(1);
        assertThat(running.openSends()).isZero();
        assertThat(running.duplicatesAnswered()).isEqualTo(1);
        assertThat(running.deliveries()).isEqualTo(1);
        assertThat(running.ghosts()).as("Bob's, who is not recorded").isEqualTo(1);
        assertThat(running.ackLatency().count()).isEqualTo(1);
    }

    @Test
    void saysWhatAClientHasWhenItComesBack() throws Exception {
        Path file = folder.resolve("history");
        Recorder recorder = Recorder.into(file);
        ClientRecorder recording = recorder.client("u_ann", WireListener.NONE);
        FrameTap connection = recording.tap().connecting("ws://node");

        connection.sent("{'type':'hello','id':1,'chats':[{'chat':'g_1','seq':41}]}".replace('\'', '"'));
        connection.received(
                "{'type':'welcome','id':1,'continuity':'too_long','open':[{'chat':'g_1','seq':43,'continuity':'too_long'}]}"
                        .replace('\'', '"'));
        connection.received("{'type':'resync'}".replace('\'', '"'));
        connection.received("{'type':'heartbeat','positions':[{'chat':'g_1','seq':44,'n':41,'read':{'seq':40,'n':39}}]}"
                .replace('\'', '"'));
        RunningVerdict running = recorder.running();
        recorder.close();

        List<Observation> read = HistoryFile.read(file).observations();
        int chat = HistoryFile.read(file).names().find("g_1");
        assertThat(read)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nanos", "askedNanos")
                .contains(
                        new Observation.Hello(0, 1, List.of(new Place(chat, 41, Continuity.UNSAID))),
                        new Observation.Welcome(
                                0, 1, Continuity.TOO_LONG, List.of(new Place(chat, 43, Continuity.TOO_LONG))),
                        new Observation.Resync(0, 1),
                        new Observation.Told(0, 1, chat, 44, 41),
                        new Observation.PositionSeen(0, 0, 1, 1, chat, 1, Source.LIST, -1, 40, 39));
        assertThat(running.resumed()).isEqualTo(1);
        assertThat(running.deliveries()).isZero();
    }

    @Test
    void recordsPagesOverHttp() throws IOException {
        Path file = folder.resolve("history");
        Recorder recorder = Recorder.into(file);
        ClientRecorder recording = recorder.client("u_ann", WireListener.NONE);

        recording
                .tap()
                .exchanged(
                        new FrameTap.Exchange(
                                "http://node",
                                recorder.now(),
                                "GET",
                                "/v1/chats/g%5F1/entries?limit=200&before=9",
                                null,
                                200,
                                "{\"chat\":\"g_1\",\"entries\":[{\"seq\":1,\"n\":0,\"at\":1,\"kind\":\"created\",\"by\":\"u_ann\","
                                        + "\"chatKind\":\"group\",\"title\":\"Verona\",\"users\":[\"u_bob\",\"u_ann\"]}],\"seq\":8,\"n\":7,\"end\":true}"));
        recording
                .tap()
                .exchanged(new FrameTap.Exchange(
                        "http://node",
                        recorder.now(),
                        "GET",
                        "/v1/chats/g_1",
                        null,
                        200,
                        "{\"chat\":\"g_1\",\"seq\":8,\"n\":7,\"read\":{\"seq\":6,\"n\":5}}"));
        recorder.close();

        Names names = HistoryFile.read(file).names();
        Seen created = new Seen(
                1,
                0,
                1,
                EntryKind.CREATED,
                names.find("u_ann"),
                0,
                Fingerprint.of("Verona"),
                List.of(names.find("u_ann"), names.find("u_bob")));
        assertThat(HistoryFile.read(file).observations())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nanos", "askedNanos")
                .contains(
                        new Observation.Page(
                                0,
                                0,
                                1,
                                0,
                                names.find("g_1"),
                                new Range(Direction.BACKWARDS, 9),
                                List.of(created),
                                8,
                                7,
                                true),
                        new Observation.PositionSeen(
                                0, 0, 1, 0, names.find("g_1"), names.find("u_ann"), Source.LIST, -1, 6, 5));
    }
}
