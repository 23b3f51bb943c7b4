package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.check.Observation.Source;
import parley.loadtests.check.Observation.Way;

class HistoryFileTest {

    private static final long BIG = Long.MAX_VALUE;
    private static final Seen MESSAGE = new Seen(7, 5, 1_790_000_000_000L, EntryKind.MESSAGE, 2, -3, BIG, List.of());
    private static final Seen ADDED = new Seen(8, 5, 1_790_000_000_001L, EntryKind.ADDED, 2, 0, 0, List.of(2, 300));

    /** One of each kind. */
    private static final List<Observation> ALL = List.of(
            new Observation.Client(-5, 1, 2),
            new Observation.Connect(-5, 1, 1, 3),
            new Observation.Hello(-1, 1, List.of(new Place(4, 41, Continuity.UNSAID))),
            new Observation.Welcome(
                    0,
                    1,
                    Continuity.TOO_LONG,
                    List.of(new Place(4, 43, Continuity.PROVEN), new Place(5, 0, Continuity.RESET))),
            new Observation.Told(9, 1, 4, 43, 40),
            new Observation.Resync(10, 1),
            new Observation.Invoke(11, 1, 4, Action.SEND, Long.MIN_VALUE, -1),
            new Observation.Outcome(12, 1, 4, Action.REMOVE, 9, Result.INFO, 0, true, 6),
            new Observation.Deliver(13, 1, 4, List.of(MESSAGE, ADDED)),
            new Observation.Shown(14, 1, 4, 7, -3, BIG),
            new Observation.Restarted(15, 1, 4, 6),
            new Observation.Page(20, 16, 1, 0, 4, new Range(Direction.BACKWARDS, 8), List.of(MESSAGE), 9, 6, true),
            new Observation.Reading(21, 1, 4, Way.HTTP, 3),
            new Observation.PositionSet(22, 1, 4, true, 7),
            new Observation.PositionDone(23, 1, 4, false, 7),
            new Observation.PositionSeen(24, 22, 1, 1, 4, 2, Source.RECEIPTS, -1, 7, 5),
            new Observation.Fault(25, 6, true),
            new Observation.Quiesced(26),
            new Observation.Objection(27, 1, "цёза 🌹"),
            new Observation.JournalChat(28, 4),
            new Observation.JournalRow(29, 4, 1L << 40, false, 3, MESSAGE),
            new Observation.Close(30, 1, 1006),
            new Observation.Ended(31, 1));

    @TempDir
    private Path folder;

    @Test
    void readsBackEveryKindOfObservation() throws IOException {
        HistoryFile read = HistoryFile.read(written(1 << 20));

        assertThat(ALL.stream().map(Observation::getClass).collect(Collectors.toSet()))
                .isEqualTo(kinds(Observation.class).collect(Collectors.toSet()));
        assertThat(read.observations()).isEqualTo(ALL);
        assertThat(read.names().name(2)).isEqualTo("u_bob");
        assertThat(read.full()).isFalse();
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(HistoryFileTest::kinds);
    }

    @Test
    void refusesAFileThatWasCutAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(written(1 << 20));
        Path cut = folder.resolve("cut");

        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> HistoryFile.read(cut))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(
                            "history .* (was cut short: its end is missing|is too short to be a history), after .*");
        }
    }

    @Test
    void refusesWhatIsNoHistoryAndWhatGoesOnAfterItsEnd() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "{\"type\":\"welcome\"}");
        Path longer = folder.resolve("longer");
        byte[] whole = Files.readAllBytes(written(1 << 20));
        Files.write(longer, Arrays.copyOf(whole, whole.length + 1));

        assertThatThrownBy(() -> HistoryFile.read(other)).hasMessageContaining("is not a history of this version");
        assertThatThrownBy(() -> HistoryFile.read(longer)).hasMessageContaining("goes on after its end");
    }

    @Test
    void saysThatItBecameTooLarge() throws IOException {
        HistoryFile read = HistoryFile.read(written(150));

        assertThat(read.full()).isTrue();
        assertThat(read.observations()).isNotEmpty().hasSizeLessThan(ALL.size());
        assertThat(ALL).startsWith(read.observations().toArray(new Observation[0]));
    }

    @Test
    void holdsMoreThanItsBuffers() throws IOException {
        Path path = folder.resolve("long");
        Observation.Deliver deliver = new Observation.Deliver(1, 1, 4, List.of(MESSAGE, ADDED));
        try (HistoryWriter writer = new HistoryWriter(path, 1 << 30)) {
            for (int i = 0; i < 50_000; i++) {
                writer.add(deliver);
            }
        }

        assertThat(Files.size(path)).isBetween(3L << 20, 5L << 20);
        assertThat(HistoryFile.read(path).observations()).hasSize(50_000).containsOnly(deliver);
    }

    private Path written(long bytesMax) {
        Path path = folder.resolve("history");
        try (HistoryWriter writer = new HistoryWriter(path, bytesMax)) {
            writer.name(1, "u_ann");
            writer.name(2, "u_bob");
            ALL.forEach(writer::add);
        }
        return path;
    }
}
