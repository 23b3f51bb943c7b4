package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void isThereWholeAndForItsOwnerOnly() throws IOException {
        Path target = folder.resolve("a/b");
        try (var made = NewDirectory.at(target, "--to")) {
            Files.writeString(Files.createDirectory(made.pending().resolve("c")).resolve("d"), "text");
            assertThat(target).doesNotExist();
            made.finish();
        }

        assertThat(target.resolve("c/d")).hasContent("text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwx------");
        assertThat(folder.resolve("a/b.partial")).doesNotExist();
    }

    @Test
    void isNotThereAtAllWhenItWasNotFinished() throws IOException {
        Path target = Files.createDirectory(folder.resolve("a"));
        try (var made = NewDirectory.at(target, "--to")) {
            Files.writeString(made.pending().resolve("d"), "text");
        }

        assertThat(target).isEmptyDirectory();
        assertThat(folder.resolve("a.partial")).doesNotExist();
    }

    @Test
    void refusesWhatIsThereAndTouchesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        Path other = Files.createDirectory(folder.resolve("b.partial"));

        assertThatThrownBy(() -> NewDirectory.at(file, "--to"))
                .isInstanceOf(ClusterFault.class)
                .hasMessage(file + " is not empty: choose another --to");
        assertThatThrownBy(() -> NewDirectory.at(folder.resolve("b"), "--to"))
                .isInstanceOf(ClusterFault.class)
                .hasMessageEndingWith("an earlier try was cut off: delete it");
        assertThat(file).hasContent("text");
        assertThat(other).exists();
    }
}
