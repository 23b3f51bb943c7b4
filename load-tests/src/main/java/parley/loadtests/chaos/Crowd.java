package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.ClientRecorder;
import parley.loadtests.check.Recorder;
import parley.loadtests.client.Entry;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;

/**
 * The people of a run, all of them recorded, and the rooms in which they talk: some for two, most for a few, and some for all.
 * Thread-safe.
 */
final class Crowd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SIGN_UPS_AT_ONCE = 4;
    private static final int SMALL_ROOM_MIN = 3;
    private static final int SMALL_ROOM_MORE = 6;
    private static final int READS_EACH = 5;
    private static final String PASSWORD = "chaos is a ladder";

    private final Timeline timeline;
    private final Recorder recorder;
    private final Ways ways;
    private final List<Person> people = new ArrayList<>();
    private final List<Room> rooms = new CopyOnWriteArrayList<>();
    private final Set<String> offline = ConcurrentHashMap.newKeySet();
    private final AtomicLong resumed = new AtomicLong();

    /** How the device of somebody reaches the cluster. */
    interface Ways {
        /** The HTTP API for a person, beginning with the node {@code first}. */
        HttpApi api(String name, int first);
    }

    Crowd(Timeline timeline, Recorder recorder, Ways ways) {
        this.timeline = timeline;
        this.recorder = recorder;
        this.ways = ways;
    }

    /** Signs people up and connects them, to one node after the other. */
    void gather(int count) {
        ExecutorService signUps = Executors.newFixedThreadPool(SIGN_UPS_AT_ONCE);
        try {
            List<CompletableFuture<Person>> arriving = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                arriving.add(CompletableFuture.supplyAsync(() -> signUp(name(number), number), signUps));
            }
            arriving.forEach(person -> people.add(Failures.await(person, PATIENCE)));
        } finally {
            signUps.shutdownNow();
        }
    }

    /** How somebody is called. */
    static String name(int number) {
        return "person-" + number;
    }

    private Person signUp(String name, int node) {
        HttpApi api = ways.api(name, node);
        return connected(name, api, Failures.await(api.signUp(name, PASSWORD, name), PATIENCE));
    }

    private Person connected(String name, HttpApi api, Session session) {
        Ears ears = new Ears(session.user());
        ClientRecorder recording = recorder.client(session.user(), ears);
        HttpApi tapped = api.tappedBy(recording.tap());
        WireClient client = new WireClient(tapped, session, PASSWORD, recording.listener());
        ears.client = client;
        Failures.await(client.connect(), PATIENCE);
        return new Person(name, tapped, client, recording);
    }

    /** Another device of somebody, connected; to be closed by who asks. */
    Person anotherDevice(Person person) {
        HttpApi api = ways.api(person.name(), 1);
        return connected(person.name(), api, Failures.await(api.logIn(person.name(), PASSWORD), PATIENCE));
    }

    /** Somebody who is in no room; to be closed by who asks. */
    Person newcomer(RandomGenerator random) {
        return signUp("newcomer-" + Integer.toUnsignedString(random.nextInt(), 36), 0);
    }

    /** Makes rooms: {@code pairs} for two, {@code small} for three to eight, {@code large} for everybody. */
    List<Room> open(int pairs, int small, int large, RandomGenerator random) {
        for (int i = 0; i < pairs; i++) {
            rooms.add(pair(people.get(i % people.size()), people.get((i + 1 + i / people.size()) % people.size())));
        }
        for (int i = 0; i < small; i++) {
            group("room " + i, some(SMALL_ROOM_MIN + random.nextInt(SMALL_ROOM_MORE), random), null);
        }
        for (int i = 0; i < large; i++) {
            group("hall " + i, people, null);
        }
        return rooms();
    }

    private static Room pair(Person one, Person other) {
        String chat = Failures.await(one.client().createDirect(other.user()), PATIENCE)
                .chat();
        return new Room(chat, List.of(one, other));
    }

    /**
     * A group whose owner is the first of its members.
     *
     * @param guest somebody who will come and go; may be missing
     */
    Room group(String title, List<Person> members, @Nullable Person guest) {
        Collection<String> others = members.stream().skip(1).map(Person::user).toList();
        String chat = Failures.await(members.get(0).client().createGroup(title, others), PATIENCE)
                .chat();
        List<Person> all = new ArrayList<>(members);
        if (guest != null) {
            all.add(guest);
        }
        rooms.add(new Room(chat, List.copyOf(all)));
        return new Room(chat, List.copyOf(members));
    }

    /** So many different people. */
    List<Person> some(int count, RandomGenerator random) {
        List<Person> shuffled = new ArrayList<>(people);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, random.nextInt(i + 1));
        }
        return List.copyOf(shuffled.subList(0, count));
    }

    List<Person> people() {
        return List.copyOf(people);
    }

    /** All rooms there are, with everybody who was ever in them. */
    List<Room> rooms() {
        return List.copyOf(rooms);
    }

    boolean allOnline() {
        return offline.isEmpty();
    }

    Set<String> offline() {
        return new TreeSet<>(offline);
    }

    /** How often somebody came back after a connection was lost. */
    long resumed() {
        return resumed.get();
    }

    @Override
    public void close() {
        people.forEach(person -> person.client().close());
    }

    /** Measures how long messages take, and reads some of them. */
    private final class Ears implements WireListener {
        private final String user;
        private volatile @Nullable WireClient client;
        private long heard;

        Ears(String user) {
            this.user = user;
        }

        @Override
        public void onEntry(String chat, Entry entry) {
            if (!entry.isMessage() || user.equals(entry.by())) {
                return;
            }
            long now = System.nanoTime();
            Said.when(String.valueOf(entry.text())).ifPresent(sent -> timeline.delivered(now - sent));
            heard++;
            WireClient reader = client;
            if (reader != null && heard % READS_EACH == 0) {
                reader.read(chat, entry.seq());
            }
        }

        @Override
        public void onSynced(String socket) {
            if (offline.remove(user)) {
                resumed.incrementAndGet();
            }
        }

        @Override
        public void onDisconnected(int closeCode, String reason) {
            offline.add(user);
        }

        @Override
        public void onEnded(int closeCode, String reason) {
            offline.remove(user);
        }
    }
}
