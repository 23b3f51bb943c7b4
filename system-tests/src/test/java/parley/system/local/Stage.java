package parley.system.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Checker;
import parley.loadtests.check.ClientRecorder;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.History;
import parley.loadtests.check.Observation.Way;
import parley.loadtests.check.Recorder;
import parley.loadtests.check.Verdict;
import parley.loadtests.client.Answers;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Entry;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HistoryReader;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireException;
import parley.loadtests.client.WireListener;

/** People with an account each, all that they say and hear being recorded. One thread only. */
public final class Stage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE_MAX = 200;
    static final String PASSWORD = "all-the-world-1";
    private static final String NOWHERE = "ws://127.0.0.1:1/";

    private final List<String> addresses;
    private final ClientRuntime runtime;
    private final Path file;
    private final Recorder recorder;
    private final List<Person> people = new ArrayList<>();

    /** Somebody, who connects to the node of the same number first. Reads whatever comes. */
    public record Person(WireClient client, HttpApi api, ClientRecorder recorder, int node, Road road) {
        public String user() {
            return client.user();
        }

        /** Loses the connection and finds nobody to connect to, until they are back. */
        public void leaves() {
            road.to = NOWHERE;
            client.cut();
        }

        public void returns() {
            road.to = "";
        }
    }

    /** Where somebody is connected, and where they are to be. */
    private static final class Road implements WireListener {
        private volatile @Nullable WireClient client;
        /** An address of a socket; empty: wherever the client finds one. */
        private volatile String to = "";

        private volatile String at = "";

        @Override
        public void onSynced(String socketUrl) {
            at = socketUrl;
        }

        @Override
        public void onDisconnected(int code, String reason) {
            at = "";
        }

        @Override
        public void onEntry(String chat, Entry entry) {
            WireClient reading = client;
            if (reading != null && entry.isMessage()) {
                reading.read(chat, entry.seq());
            }
        }
    }

    /**
     * A stage without anybody.
     *
     * @param addresses of the nodes
     * @param deadline after which people give a request up
     */
    public Stage(List<String> addresses, String name, Duration deadline) throws IOException {
        this.addresses = addresses;
        // Whoever is with a node that was paused stays with it: what it acks when it wakes is what is to be seen.
        this.runtime = new ClientRuntime(ClientSettings.with("request-timeout = 5s\n"
                + "probe-timeout = " + deadline.toSeconds() + "s\n"
                + "operation-deadline = " + deadline.toSeconds() + "s\n"
                + "backoff-first = 1s\n"
                + "backoff-max = 2s\n"
                + "position-delay = 100ms"));
        this.file = Files.createDirectories(Path.of("target", "stages")).resolve(name + ".history");
        this.recorder = Recorder.into(file);
    }

    public Recorder recorder() {
        return recorder;
    }

    /** Signs somebody up and connects them to a node. */
    public Person enter(int node) {
        HttpApi api = new HttpApi(runtime, addresses, FrameTap.NONE).startingAt(node);
        String name = "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        Session session = await(api.signUp(name, PASSWORD, name));
        Road road = new Road();
        ClientRecorder recording = recorder.client(session.user(), road);
        HttpApi tapped = api.tappedBy(recording.tap()).routedBy(url -> road.to.isEmpty() ? url : road.to);
        WireClient client = new WireClient(tapped, session, PASSWORD, recording.listener());
        road.client = client;
        await(client.connect());
        Person person = new Person(client, tapped, recording, node, road);
        people.add(person);
        return person;
    }

    /** Connects everybody to their own node again. Returns when they are. */
    public void bringHome(List<Person> strayed) {
        for (Person person : strayed) {
            String home = await(new HttpApi(runtime, addresses, FrameTap.NONE)
                    .startingAt(person.node())
                    .socketUrl());
            if (!person.road().at.equals(home)) {
                person.road().to = home;
                person.client().cut();
            }
        }
        for (Person person : strayed) {
            Awaitility.await(person.user() + " at node " + person.node())
                    .atMost(PATIENCE)
                    .until(() -> !person.road().at.isEmpty()
                            && (person.road().to.isEmpty() || person.road().at.equals(person.road().to)));
            person.returns();
        }
    }

    /** Sends so many messages, each after the ack of the one before; the last seq. */
    public long talk(Person person, String chat, int messages) {
        long seq = 0;
        for (int i = 0; i < messages; i++) {
            seq = await(person.client().send(chat, "line " + i + " of " + person.user()))
                    .seq();
        }
        return seq;
    }

    /** Begins to say something in each chat. */
    public List<CompletableFuture<Answers.Ack>> sayInEach(Person person, List<String> chats) {
        return chats.stream()
                .map(chat ->
                        person.client().send(chat, "word of " + person.user()).toCompletableFuture())
                .toList();
    }

    /** Whether these have a chat's log up to a seq before it is too late. */
    public boolean reach(List<Person> readers, String chat, long seq, Duration atMost) {
        CompletableFuture<?>[] reached = readers.stream()
                .map(person -> person.client().reached(chat, seq).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return tryTo(CompletableFuture.allOf(reached), atMost);
    }

    /** Whether a member sees that all have read a chat up to a seq before it is too late. */
    public boolean read(Person member, String chat, long seq, Duration atMost) {
        try {
            Awaitility.await()
                    .atMost(atMost)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> await(member.client().receipts(chat)).stream().allMatch(one -> one.read() >= seq));
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }

    /** Everybody reads everything again, over the socket and over HTTP from the next of these nodes; then all is over. */
    public void readBack(List<Person> readers, List<String> chats, List<Integer> nodes) {
        recorder.quiesced();
        for (Person person : readers) {
            int elsewhere = nodes.get((nodes.indexOf(person.node()) + 1) % nodes.size());
            for (String chat : chats) {
                person.recorder().reading(chat, Way.SOCKET, addresses.get(person.node()));
                tryTo(person.client().readAll(chat, false), PATIENCE);
                person.recorder().reading(chat, Way.HTTP, addresses.get(elsewhere));
                tryTo(overHttp(person, chat, elsewhere), PATIENCE);
            }
        }
    }

    private CompletionStage<List<Entry>> overHttp(Person person, String chat, int node) {
        HttpApi api = new HttpApi(runtime, addresses, person.recorder().tap()).startingAt(node);
        return HistoryReader.backwards(before -> person.client()
                        .session()
                        .thenCompose(session -> api.entries(session.accessToken(), chat, before, null, PAGE_MAX)))
                .read();
    }

    /** What did not come, or cannot be read, is missing in the history of the run, which the checker says. */
    private static boolean tryTo(CompletionStage<?> stage, Duration atMost) {
        try {
            Failures.await(stage, atMost);
            return true;
        } catch (WireException missing) {
            return false;
        }
    }

    public static <T> T await(CompletionStage<T> stage) {
        return Failures.await(stage, PATIENCE);
    }

    /** Ends everybody and the recording, and checks what was recorded. */
    public Verdict verdict(Expectations expectations) throws IOException {
        close();
        return Checker.check(History.read(file), expectations);
    }

    @Override
    public void close() {
        people.forEach(person -> person.client().close());
        recorder.close();
        runtime.close();
    }
}
