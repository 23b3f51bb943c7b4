package parley.loadtests.gatling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import parley.loadtests.check.ClientRecorder;
import parley.loadtests.check.FinalReading;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireException;
import parley.loadtests.client.WireListener;

/** After the load the first who speaks in each recorded chat reads it back whole, over the socket and over HTTP from another node. */
final class ReadBack {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int READERS = 8;

    private final Run run;

    ReadBack(Run run) {
        this.run = run;
    }

    /** Returns when all is read. What cannot be read is missing in the recording, and the checker asks for it. */
    void everything() {
        Map<Seat, List<String>> readings = new LinkedHashMap<>();
        Map<String, Seat> readers = new LinkedHashMap<>();
        for (Seat seat : run.seats()) {
            if (run.isRecorded(seat)) {
                seat.chats().forEach(chat -> readers.putIfAbsent(chat, seat));
            }
        }
        readers.forEach((chat, seat) ->
                readings.computeIfAbsent(seat, reader -> new ArrayList<>()).add(chat));
        ExecutorService pool = Executors.newFixedThreadPool(READERS);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            readings.forEach((seat, chats) -> all.add(CompletableFuture.runAsync(() -> read(seat, chats), pool)));
            all.forEach(CompletableFuture::join);
        } finally {
            pool.shutdownNow();
        }
    }

    private void read(Seat seat, List<String> chats) {
        ClientRecorder recording = run.recorder().client(seat.user(), WireListener.NONE);
        HttpApi api = run.api().startingAt(seat.number()).tappedBy(recording.tap());
        Session session =
                new Session(seat.user(), seat.user(), "", "", run.freshToken(seat), Long.MAX_VALUE / 2, "", 0);
        try (WireClient client = new WireClient(api, session, null, recording.listener())) {
            Failures.await(client.connect(), PATIENCE);
            FinalReading reading = new FinalReading(recording, client, api);
            for (String chat : chats) {
                Failures.await(reading.read(chat), PATIENCE);
            }
        } catch (WireException e) {
            System.err.println("not read back: " + chats + ": " + e.getMessage());
        }
    }
}
