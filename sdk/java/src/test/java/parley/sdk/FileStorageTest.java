package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest {

    private static final Unsent ONE = new Unsent("k1", "u_ann", "g_1", "Ä ohne Ack", 1, null, null, null);
    private static final Unsent TWO = new Unsent("k2", "u_ann", "g_1", "two", 2, 7L, "too_old", "p");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("unsent.json");
    }

    @Test
    void hasAfterARestartWhatWasWrittenDown() throws Exception {
        try (var closing = new Closing(FileStorage.at(file))) {
            join(closing.storage.put(ONE));
            join(closing.storage.put(TWO));
            join(closing.storage.put(ONE.since(5)));
        }

        try (var again = new Closing(FileStorage.at(file))) {
            assertThat(again.loaded()).containsExactly(ONE.since(5), TWO);
            join(again.storage.remove("g_1", "k1"));
        }
        try (var again = new Closing(FileStorage.at(file))) {
            assertThat(again.loaded()).containsExactly(TWO);
        }
    }

    @Test
    void theSameKeyInTwoChatsAreTwoMessages() throws Exception {
        var other = new Unsent(ONE.key(), "u_ann", "g_2", "elsewhere", 3, null, null, null);
        try (var closing = new Closing(FileStorage.at(file))) {
            join(closing.storage.put(ONE));
            join(closing.storage.put(other));
        }

        try (var again = new Closing(FileStorage.at(file))) {
            assertThat(again.loaded()).containsExactly(ONE, other);
            join(again.storage.remove("g_1", "k1"));
        }
        try (var again = new Closing(FileStorage.at(file))) {
            assertThat(again.loaded()).containsExactly(other);
        }
    }

    @Test
    void closingWritesWhatNobodyWaitedFor() throws Exception {
        FileStorage storage = FileStorage.at(file);
        for (int i = 0; i < 100; i++) {
            storage.put(new Unsent("k" + i, "u_ann", "g_1", "text", i, null, null, null));
        }
        storage.close();

        try (var again = new Closing(FileStorage.at(file))) {
            assertThat(again.loaded()).hasSize(100);
        }
    }

    @Test
    void isOfOneClientAtATime() throws Exception {
        try (var first = new Closing(FileStorage.at(file))) {
            assertThatThrownBy(() -> FileStorage.at(file)).isInstanceOf(IOException.class);
            assertThat(first.loaded()).isEmpty();
        }

        FileStorage.at(file).close();
    }

    @Test
    void refusesAFileThatIsNone() throws Exception {
        Files.writeString(file, "[{\"key\":");

        assertThatThrownBy(() -> FileStorage.at(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aFailedWriteIsSaid() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        FileStorage storage = FileStorage.at(gone.resolve("unsent.json"));
        Files.delete(gone.resolve("unsent.json.lock"));
        Files.delete(gone);

        assertThatThrownBy(() -> join(storage.put(ONE))).hasRootCauseInstanceOf(IOException.class);
        storage.close();
    }

    private static void join(CompletionStage<?> stage) {
        stage.toCompletableFuture().join();
    }

    private record Closing(FileStorage storage) implements AutoCloseable {

        List<Unsent> loaded() {
            return storage.load().toCompletableFuture().join();
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
