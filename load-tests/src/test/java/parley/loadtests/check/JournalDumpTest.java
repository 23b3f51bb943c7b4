package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDumpTest {

    /** As data, not as code: what the server has stored once, this must be able to read for ever. */
    private static final Path GOLDEN = Path.of("../engine/src/test/resources/golden/chat-event");

    private static final long AT = 1_790_000_000_000L;

    @TempDir
    private Path folder;

    private final Names names = new Names((number, name) -> {});
    private final int ann = names.number("u_ann");
    private final int bob = names.number("u_bob");
    private final int cy = names.number("u_cy");

    @Test
    void readsEveryEventThatTheServerHasStored() throws IOException {
        assertThat(event("chat.created.v1"))
                .isEqualTo(seen(EntryKind.CREATED, ann, 0, Fingerprint.of("Verona"), List.of(ann, bob)));
        assertThat(event("chat.posted.v1"))
                .isEqualTo(seen(
                        EntryKind.MESSAGE,
                        ann,
                        Fingerprint.key("u_ann", "018f-2"),
                        Fingerprint.of("Good \"morrow\",\nцёза 🌹 \u0001"),
                        List.of()));
        assertThat(event("chat.members-added.v1")).isEqualTo(seen(EntryKind.ADDED, bob, 0, 0, List.of(cy)));
        assertThat(event("chat.member-removed.v1")).isEqualTo(seen(EntryKind.REMOVED, ann, 0, 0, List.of(cy)));
        assertThat(event("chat.member-left.v1")).isEqualTo(seen(EntryKind.LEFT, bob, 0, 0, List.of()));
        assertThat(event("chat.renamed.v1"))
                .isEqualTo(seen(EntryKind.RENAMED, ann, 0, Fingerprint.of("Mantua"), List.of()));
        assertThat(event("chat.opened.v1")).isEqualTo(seen(EntryKind.HIDDEN, 0, 0, 0, List.of()));
        assertThat(EventBodies.keyOf(body("chat.renamed.v1"))).isEqualTo(Fingerprint.key("u_ann", "018f-6"));
        assertThat(EventBodies.keyOf(body("chat.opened.v1"))).isZero();
    }

    @Test
    void knowsEveryManifestThatHasAGoldenFile() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            List<String> manifests = files.map(
                            file -> file.getFileName().toString().replace(".json", ""))
                    .toList();

            assertThat(manifests).hasSizeGreaterThanOrEqualTo(7);
            for (String manifest : manifests) {
                assertThat(event(manifest).at()).as(manifest).isEqualTo(AT);
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        EventBodies bodies = new EventBodies(names);

        assertThatThrownBy(() -> bodies.read(1, 0, "chat.posted.v2", "{\"at\":1}"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bodies.read(1, 0, "chat.posted.v1", "")).isInstanceOf(IOException.class);
    }

    @Test
    void takesTheHighestEpochAndWhatItsRowsFollow() {
        List<JournalDump.Row> rows = List.of(
                row(1, 1, 0),
                row(2, 1, 1),
                row(3, 1, 1),
                row(2, 2, 1),
                row(3, 2, 2),
                row(4, 1, 1),
                row(3, 3, 2),
                row(5, 1, 1));

        assertThat(new JournalRows(rows).committed()).containsExactly(row(1, 1, 0), row(2, 2, 1), row(3, 3, 2));
    }

    @Test
    void dropsWhatCannotBeReachedWithoutAHole() {
        List<JournalDump.Row> rows = List.of(row(1, 1, 0), row(2, 1, 1), row(4, 3, 1), row(3, 2, 9));

        assertThat(new JournalRows(rows).committed()).containsExactly(row(1, 1, 0), row(2, 1, 1));
    }

    @Test
    void findsNothingInAnEmptyJournal() {
        assertThat(new JournalRows(List.of()).committed()).isEmpty();
        assertThat(new JournalRows(List.of(row(1, 0, 0))).committed())
                .as("rows of other things")
                .isEmpty();
    }

    @Test
    void addsEntriesAndWhatWasDroppedToTheHistory() throws IOException {
        Path file = folder.resolve("history");
        String body = body("chat.posted.v1");
        try (Recorder recorder = Recorder.into(file)) {
            JournalDump.add(
                    "g_1",
                    List.of(
                            new JournalDump.Row(1, 2, 0, 1, "chat.posted.v1", body),
                            new JournalDump.Row(1, 1, 0, 1, "chat.posted.v1", body)),
                    recorder);
        }

        assertThat(HistoryFile.read(file).observations().stream()
                        .filter(Observation.JournalRow.class::isInstance)
                        .map(Observation.JournalRow.class::cast))
                .extracting(Observation.JournalRow::epoch, Observation.JournalRow::committed)
                .containsExactly(tuple(2L, true), tuple(1L, false));
    }

    private static JournalDump.Row row(long seq, long epoch, long previousEpoch) {
        return new JournalDump.Row(seq, epoch, previousEpoch, 0, "chat.opened.v1", "{\"at\":1}");
    }

    private Seen event(String manifest) throws IOException {
        return new EventBodies(names).read(9, 7, manifest, body(manifest));
    }

    private static String body(String manifest) throws IOException {
        return Files.readString(GOLDEN.resolve(manifest + ".json")).strip();
    }

    private static Seen seen(EntryKind kind, int by, long key, long body, List<Integer> users) {
        return new Seen(9, 7, AT, kind, by, key, body, users);
    }
}
