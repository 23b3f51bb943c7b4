package parley.loadtests.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Spans.Span;

/** A whole run, by chat. Immutable. */
public final class History {

    private final Names names;
    private final boolean full;
    private final List<Observation> observations;
    private final Map<Integer, Integer> userOfClient = new HashMap<>();
    private final Map<Integer, Integer> clientOfConnection = new HashMap<>();
    private final Map<Integer, Long> endOfClient = new HashMap<>();
    private final Map<Integer, List<Span>> online = new LinkedHashMap<>();
    private final Map<Integer, List<Long>> resyncs = new HashMap<>();
    private final List<FaultWindow> faults = new ArrayList<>();
    private final List<ChatHistory> chats = new ArrayList<>();
    private final long lastNanos;
    private final long quiescedNanos;

    /** From when to when something was done to the servers. */
    record FaultWindow(String name, long from, long to) {}

    private History(HistoryFile file) {
        names = file.names();
        full = file.full();
        observations = file.observations();
        lastNanos = observations.isEmpty()
                ? 0
                : observations.get(observations.size() - 1).nanos();
        quiescedNanos = observations.stream()
                .filter(Observation.Quiesced.class::isInstance)
                .mapToLong(Observation::nanos)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        indexClients();
        indexFaults();
        Map<Integer, List<Observation>> byChat = new LinkedHashMap<>();
        for (Observation observation : observations) {
            for (int chat : chatsOf(observation)) {
                byChat.computeIfAbsent(chat, id -> new ArrayList<>()).add(observation);
            }
        }
        byChat.remove(0);
        byChat.forEach((chat, its) -> chats.add(new ChatHistory(this, chat, its)));
    }

    private static List<Integer> chatsOf(Observation observation) {
        if (observation instanceof Observation.InChat one) {
            return List.of(one.chat());
        } else if (observation instanceof Observation.Hello hello) {
            return hello.chats().stream()
                    .map(Observation.Place::chat)
                    .distinct()
                    .toList();
        } else if (observation instanceof Observation.Welcome welcome) {
            return welcome.chats().stream()
                    .map(Observation.Place::chat)
                    .distinct()
                    .toList();
        }
        return List.of();
    }

    /**
     * Reads what a {@link Recorder} wrote.
     *
     * @throws IOException if it is no history, or was cut short; says in words what is wrong
     */
    public static History read(Path file) throws IOException {
        return of(HistoryFile.read(file));
    }

    static History of(HistoryFile file) {
        return new History(file);
    }

    private void indexClients() {
        Map<Integer, Long> since = new LinkedHashMap<>();
        for (Observation observation : observations) {
            if (observation instanceof Observation.Client client) {
                userOfClient.put(client.client(), client.user());
            } else if (observation instanceof Observation.Connect connect) {
                clientOfConnection.put(connect.connection(), connect.client());
            } else if (observation instanceof Observation.Welcome welcome) {
                since.put(welcome.connection(), welcome.nanos());
            } else if (observation instanceof Observation.Close close) {
                addOnline(close.connection(), since.remove(close.connection()), close.nanos());
            } else if (observation instanceof Observation.Ended ended) {
                endOfClient.put(ended.client(), ended.nanos());
            } else if (observation instanceof Observation.Resync resync) {
                resyncs.computeIfAbsent(resync.connection(), id -> new ArrayList<>())
                        .add(resync.nanos());
            }
        }
        since.forEach((connection, from) -> addOnline(connection, from, lastNanos));
    }

    private void addOnline(int connection, @Nullable Long from, long to) {
        if (from != null) {
            online.computeIfAbsent(clientOf(connection), id -> new ArrayList<>())
                    .add(new Span(from, to));
        }
    }

    private void indexFaults() {
        Map<Integer, Long> since = new LinkedHashMap<>();
        for (Observation observation : observations) {
            if (observation instanceof Observation.Fault fault && fault.begins()) {
                since.putIfAbsent(fault.name(), fault.nanos());
            } else if (observation instanceof Observation.Fault fault) {
                Long from = since.remove(fault.name());
                faults.add(new FaultWindow(name(fault.name()), from == null ? fault.nanos() : from, fault.nanos()));
            }
        }
        since.forEach((name, from) -> faults.add(new FaultWindow(name(name), from, Long.MAX_VALUE)));
    }

    List<Observation> observations() {
        return observations;
    }

    List<ChatHistory> chats() {
        return chats;
    }

    List<FaultWindow> faults() {
        return faults;
    }

    /** When faults last or may still show. */
    Spans disturbed(long recoveryNanos) {
        return Spans.of(faults.stream()
                .map(fault -> new Span(
                        fault.from(),
                        fault.to() > Long.MAX_VALUE - recoveryNanos ? Long.MAX_VALUE : fault.to() + recoveryNanos))
                .toList());
    }

    /** When a client was connected and welcome; the clients that ever were. */
    Map<Integer, Spans> online() {
        Map<Integer, Spans> spans = new LinkedHashMap<>();
        online.forEach((client, its) -> spans.put(client, Spans.of(its)));
        return spans;
    }

    /** Whether pushes were dropped on a connection, as the server said, between two moments. */
    boolean resyncedBetween(int connection, long from, long to) {
        return resyncs.getOrDefault(connection, List.of()).stream().anyMatch(at -> at >= from && at <= to);
    }

    int clientOf(int connection) {
        return clientOfConnection.getOrDefault(connection, 0);
    }

    int userOf(int client) {
        return userOfClient.getOrDefault(client, 0);
    }

    int userOfConnection(int connection) {
        return userOf(clientOf(connection));
    }

    /** When a client was closed; never if it was not. */
    long endOf(int client) {
        return endOfClient.getOrDefault(client, Long.MAX_VALUE);
    }

    /** When load and faults were over; never if nobody said so. */
    long quiescedNanos() {
        return quiescedNanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    boolean isFull() {
        return full;
    }

    String name(int number) {
        return names.name(number);
    }
}
