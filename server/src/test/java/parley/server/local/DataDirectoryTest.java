package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void isMadeAndMarkedWithItsFormat() throws IOException {
        Path path = folder.resolve("a/b");

        try (var data = new DataDirectory(path)) {
            data.open();
        }

        assertThat(path.resolve("format")).hasContent("1");
        assertThat(path.resolve("lock"))
                .hasContent(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void opensAgainAfterItWasClosed() throws IOException {
        try (var data = new DataDirectory(folder)) {
            data.open();
        }

        try (var again = new DataDirectory(folder)) {
            again.open();
        }

        assertThat(new DataDirectory(folder).runningSupervisor()).isEmpty();
    }

    @Test
    void refusesWhatANewerVersionWrote() throws IOException {
        Files.writeString(folder.resolve("format"), "2\n");

        try (var data = new DataDirectory(folder)) {
            assertThatThrownBy(data::open)
                    .isInstanceOf(ClusterFault.class)
                    .hasMessage(folder + " was written by a newer Parley (format 2; this one knows 1):"
                            + " run that version, or choose another --data");
        }
    }

    @Test
    void refusesAPathThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        try (var data = new DataDirectory(file)) {
            assertThatThrownBy(data::open)
                    .isInstanceOf(ClusterFault.class)
                    .hasMessageStartingWith("cannot write " + file + ": ");
        }
    }

    @Test
    void refusesToStartOnAFullDisk() throws IOException {
        try (var data = new DataDirectory(folder, Long.MAX_VALUE)) {
            assertThatThrownBy(data::open)
                    .isInstanceOf(ClusterFault.class)
                    .hasMessageMatching(
                            "disk full: \\d+ MB left at " + folder + ": free some space .* or choose another --data");
        }
    }

    @Test
    void knowsNobodyWhereNothingEverRan() {
        assertThat(new DataDirectory(folder.resolve("absent")).runningSupervisor())
                .isEmpty();
    }
}
