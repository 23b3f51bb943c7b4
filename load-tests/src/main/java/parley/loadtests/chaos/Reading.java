package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.loadtests.check.FinalReading;
import parley.loadtests.client.Failures;
import parley.loadtests.client.WireException;

/** Everybody reads every room twice from one end to the other, and the positions of all. The checker judges what was read. */
final class Reading {

    private static final Logger log = LoggerFactory.getLogger(Reading.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int READERS = 6;

    private Reading() {}

    /** Returns when everything was read. What cannot be read is missing in the recording, and the checker asks for it. */
    static void everything(List<Room> rooms) {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (Room room : rooms) {
                for (Person reader : room.members()) {
                    all.add(CompletableFuture.runAsync(() -> read(room, reader), readers));
                }
            }
            all.forEach(reading -> Failures.await(reading, PATIENCE));
        } finally {
            readers.shutdownNow();
        }
    }

    private static void read(Room room, Person reader) {
        FinalReading reading = new FinalReading(reader.recording(), reader.client(), reader.api());
        try {
            Failures.await(reading.readWithPositions(room.chat()), PATIENCE);
        } catch (WireException e) {
            log.warn("not read chat={} reader={} reason={}", room.chat(), reader.name(), e.getMessage());
        }
    }
}
