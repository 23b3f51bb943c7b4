package parley.loadtests.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.check.Observation.Source;
import parley.loadtests.check.Observation.Way;

/**
 * A run in which a server does everything right, told step by step, one millisecond each; a test then changes what was observed. One chat,
 * {@code g_1}. All methods that send return the seq.
 */
final class Story {

    static final Expectations EXPECTED =
            Expectations.usual().within(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

    final Names names = new Names((number, name) -> {});
    final List<Observation> all = new ArrayList<>();
    final List<Seen> log = new ArrayList<>();
    private final Map<Integer, Device> devices = new LinkedHashMap<>();
    private final Set<Integer> members = new LinkedHashSet<>();
    private final int chat = names.number("g_1");
    private long nanos = 1_000_000;
    private int connections;
    private int messages;

    /** One client, as far as the server is concerned. */
    private static final class Device {
        final int client;
        final int user;
        int connection;
        long have;

        Device(int client, int user) {
            this.client = client;
            this.user = user;
        }
    }

    int user(String name) {
        return names.number(name);
    }

    long key(int client, String key) {
        return Fingerprint.key(names.name(devices.get(client).user), key);
    }

    int connectionOf(int client) {
        return devices.get(client).connection;
    }

    long tick() {
        nanos += 1_000_000;
        return nanos;
    }

    void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    void add(Observation observation) {
        all.add(observation);
    }

    /** A device of a user, connected. */
    int client(String user) {
        Device device = new Device(devices.size() + 1, user(user));
        devices.put(device.client, device);
        add(new Observation.Client(tick(), device.client, device.user));
        connect(device.client);
        return device.client;
    }

    void connect(int client) {
        Device device = devices.get(client);
        device.connection = ++connections;
        add(new Observation.Connect(tick(), device.connection, client, names.number("ws://node")));
        List<Place> had = device.have == 0 ? List.of() : List.of(new Place(chat, device.have, Continuity.UNSAID));
        add(new Observation.Hello(tick(), device.connection, had));
        long readable = readable(device.user);
        List<Place> told = device.have == 0 ? List.of() : List.of(new Place(chat, readable, Continuity.PROVEN));
        add(new Observation.Welcome(tick(), device.connection, Continuity.PROVEN, told));
        if (device.have > 0 && device.have < readable) {
            sync(client);
        }
    }

    void cut(int client) {
        Device device = devices.get(client);
        add(new Observation.Close(tick(), device.connection, 1006));
        device.connection = 0;
    }

    void sync(int client) {
        Device device = devices.get(client);
        List<Seen> page = List.copyOf(log.subList((int) device.have, (int) readable(device.user)));
        long asked = tick();
        add(new Observation.Page(
                tick(),
                asked,
                client,
                device.connection,
                chat,
                new Range(Direction.SYNC, device.have),
                page,
                readable(device.user),
                messagesUpTo(readable(device.user)),
                true));
        page.forEach(entry -> show(device, entry));
    }

    long create(int by, Integer... others) {
        List<Integer> users = new ArrayList<>(List.of(devices.get(by).user));
        users.addAll(List.of(others));
        members.addAll(users);
        return push(append(EntryKind.CREATED, devices.get(by).user, 0, Fingerprint.of("title"), users));
    }

    long send(int client) {
        String key = "k" + ++messages;
        invoke(client, key);
        long seq = store(client, key);
        push(seq);
        ack(client, key, seq, false);
        return seq;
    }

    void invoke(int client, String key) {
        add(new Observation.Invoke(
                tick(), connectionOf(client), chat, Action.SEND, key(client, key), Fingerprint.of("text of " + key)));
    }

    /** Appends a message, and tells nobody. */
    long store(int client, String key) {
        return append(
                EntryKind.MESSAGE,
                devices.get(client).user,
                key(client, key),
                Fingerprint.of("text of " + key),
                List.of());
    }

    void ack(int client, String key, long seq, boolean duplicate) {
        outcome(client, Action.SEND, key(client, key), Result.OK, seq, duplicate);
    }

    void outcome(int client, Action action, long key, Result result, long seq, boolean duplicate) {
        add(new Observation.Outcome(
                tick(), connectionOf(client), chat, action, key, result, seq, duplicate, names.number("code")));
    }

    long admit(int by, int user) {
        return change(by, Action.ADD, EntryKind.ADDED, user);
    }

    long remove(int by, int user) {
        return change(by, Action.REMOVE, EntryKind.REMOVED, user);
    }

    private long change(int by, Action action, EntryKind kind, int user) {
        long key = key(by, "c" + ++messages);
        add(new Observation.Invoke(tick(), connectionOf(by), chat, action, key, 0));
        if (action == Action.ADD) {
            members.add(user);
        }
        long seq = push(append(kind, devices.get(by).user, 0, 0, List.of(user)));
        members.remove(action == Action.REMOVE ? user : 0);
        outcome(by, action, key, Result.OK, seq, false);
        return seq;
    }

    long append(EntryKind kind, int by, long key, long body, List<Integer> users) {
        long n = messagesUpTo(log.size()) + (kind == EntryKind.MESSAGE ? 1 : 0);
        log.add(new Seen(
                log.size() + 1L,
                n,
                nanos,
                kind,
                by,
                key,
                body,
                users.stream().sorted().toList()));
        return log.size();
    }

    /** To every connected member; who has a gap asks for what is missing. */
    long push(long seq) {
        devices.values().stream()
                .filter(device -> device.connection != 0 && members.contains(device.user))
                .forEach(device -> pushTo(device.client, seq));
        return seq;
    }

    void pushTo(int client, long seq) {
        Device device = devices.get(client);
        add(new Observation.Deliver(tick(), device.connection, chat, List.of(log.get((int) seq - 1))));
        if (seq == device.have + 1) {
            show(device, log.get((int) seq - 1));
        } else if (seq > device.have + 1) {
            sync(client);
        }
    }

    private void show(Device device, Seen entry) {
        device.have = entry.seq();
        add(new Observation.Shown(tick(), device.client, chat, entry.seq(), entry.key(), entry.body()));
    }

    void read(int client, long seq) {
        add(new Observation.PositionSet(tick(), connectionOf(client), chat, true, seq));
        add(new Observation.PositionDone(tick(), connectionOf(client), chat, true, seq));
    }

    /** What the list says of the client's own position. */
    void listed(int client, long seq, long n) {
        long asked = tick();
        add(position(client, asked, devices.get(client).user, Source.LIST, seq, n));
    }

    /** A receipt of somebody's, pushed to a client. */
    void receipt(int client, int user, long seq) {
        add(position(client, tick(), user, Source.PUSH, seq, -1));
    }

    private Observation position(int client, long asked, int user, Source source, long seq, long n) {
        return new Observation.PositionSeen(
                tick(), asked, client, connectionOf(client), chat, user, source, -1, seq, n);
    }

    void fault(String name, Runnable during) {
        add(new Observation.Fault(tick(), names.number(name), true));
        during.run();
        add(new Observation.Fault(tick(), names.number(name), false));
    }

    /** Everybody who was ever a member reads everything back in both ways. */
    Story readBack() {
        pass(2_000);
        add(new Observation.Quiesced(tick()));
        devices.values().stream().filter(device -> device.connection == 0).forEach(device -> connect(device.client));
        devices.values().stream().filter(device -> readable(device.user) > 0).forEach(device -> {
            reading(device.client, Way.SOCKET);
            reading(device.client, Way.HTTP);
        });
        return this;
    }

    /** In pages of three, forwards over the socket and backwards over HTTP. */
    private void reading(int client, Way way) {
        Device device = devices.get(client);
        long end = readable(device.user);
        add(new Observation.Reading(tick(), client, chat, way, names.number("node")));
        long cursor = way == Way.SOCKET ? 0 : end + 1;
        while (true) {
            long from = way == Way.SOCKET ? cursor + 1 : Math.max(1, cursor - 3);
            long to = way == Way.SOCKET ? Math.min(end, cursor + 3) : cursor - 1;
            boolean last = way == Way.SOCKET ? to == end : from == 1;
            Direction direction = way == Way.SOCKET ? Direction.FORWARDS : Direction.BACKWARDS;
            long asked = tick();
            add(new Observation.Page(
                    tick(),
                    asked,
                    client,
                    way == Way.SOCKET ? device.connection : 0,
                    chat,
                    new Range(direction, way == Way.HTTP && cursor == end + 1 ? 0 : cursor),
                    List.copyOf(log.subList((int) from - 1, (int) to)),
                    end,
                    messagesUpTo(end),
                    last));
            if (last) {
                return;
            }
            cursor = way == Way.SOCKET ? to : from;
        }
    }

    /** The journal as an incarnation for every four entries would have written it. */
    Story journal() {
        add(new Observation.JournalChat(tick(), chat));
        log.forEach(
                entry -> add(new Observation.JournalRow(tick(), chat, 1 + entry.seq() / 4, true, entry.key(), entry)));
        return this;
    }

    long messagesUpTo(long seq) {
        return LongStream.rangeClosed(1, seq)
                .filter(one -> log.get((int) one - 1).isMessage())
                .count();
    }

    private long readable(int user) {
        if (members.contains(user)) {
            return log.size();
        }
        return log.stream()
                .filter(entry -> entry.dismisses(user))
                .mapToLong(Seen::seq)
                .max()
                .orElse(0);
    }

    /** Replaces what matches. */
    <T extends Observation> void change(Class<T> type, Predicate<T> which, UnaryOperator<T> how) {
        all.replaceAll(it -> type.isInstance(it) && which.test(type.cast(it)) ? how.apply(type.cast(it)) : it);
    }

    <T extends Observation> void forget(Class<T> type, Predicate<T> which) {
        all.removeIf(it -> type.isInstance(it) && which.test(type.cast(it)));
    }

    History history() {
        return History.of(new HistoryFile(List.copyOf(all), names, false));
    }

    Verdict verdict() {
        return Checker.check(history(), EXPECTED);
    }
}
