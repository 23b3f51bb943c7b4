package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.persistence.schema.SchemaState;

class ClusterRestoreTest {

    private static final String FILE = "cassandra/data/parley/chat_log-1/da-1-bti-Data.db";

    @TempDir
    private Path folder;

    private Path backup;
    private Path data;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void takeBackup() throws IOException {
        backup = folder.resolve("backup");
        data = folder.resolve("data");
        Path source = Files.writeString(folder.resolve("source"), "Good morrow");
        write(
                SchemaState.newest(),
                List.of(BackupManifest.copy(
                        source, backup.resolve(BackupManifest.FILES).resolve(FILE), FILE)));
        Files.delete(source);
    }

    @Test
    void bringsBackWhatWasSavedUnderAnotherHistory() throws IOException {
        ClusterRestore.restore(backup, data, said::add);

        assertThat(data.resolve(FILE)).hasContent("Good morrow");
        assertThat(said).singleElement().asString().startsWith("restored 1 files of 2026-09-21T14:13:20Z");
        String history = new DataDirectory(data).history();
        ClusterRestore.restore(backup, folder.resolve("again"), said::add);
        assertThat(new DataDirectory(folder.resolve("again")).history()).isNotEqualTo(history);
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("format"), "1");

        refused("/data is not empty: choose another --data");
    }

    @Test
    void refusesABackupThatIsNotWhole() throws IOException {
        Path file = backup.resolve(BackupManifest.FILES).resolve(FILE);
        Files.writeString(file, "Good morrom");
        refused("is not what was saved: take another backup, or use an earlier one");
        Files.delete(file);
        refused("the backup lacks " + FILE + ": ");
        Files.delete(backup.resolve(BackupManifest.NAME));
        refused("no backup at ");
        Files.writeString(backup.resolve(BackupManifest.NAME), "{\"format\": 1, ");
        refused("is damaged: take another backup");
    }

    @Test
    void refusesABackupOfANewerSchemaOrFormat() throws IOException {
        write(SchemaState.newest() + 1, List.of());
        refused("has tables of a newer Parley (version " + (SchemaState.newest() + 1));
        new BackupManifest(BackupManifest.FORMAT + 1, "2", 1, 0, 0, List.of()).write(backup);
        refused("was written by a newer Parley (format 2; this one knows 1): restore it with that version");
    }

    @Test
    void refusesABackupThatWouldWriteElsewhere() throws IOException {
        write(1, List.of(new BackupManifest.Saved("../../elsewhere", 0, "")));

        refused("the backup names a file outside itself: ../../elsewhere");
    }

    private void write(int schema, List<BackupManifest.Saved> files) throws IOException {
        new BackupManifest(BackupManifest.FORMAT, "1", schema, 1_790_000_000_000L, 1_790_000_001_000L, files)
                .write(backup);
    }

    /** And leaves nothing behind. */
    private void refused(String why) {
        assertThatThrownBy(() -> ClusterRestore.restore(backup, data, said::add))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining(why);
        assertThat(folder.resolve("data.partial")).doesNotExist();
        assertThat(data.resolve("history")).doesNotExist();
    }
}
