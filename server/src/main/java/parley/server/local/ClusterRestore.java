package parley.server.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import parley.persistence.schema.SchemaState;

/** Makes a data directory out of a backup, on which {@code ./parley up} goes on. */
public final class ClusterRestore {

    private ClusterRestore() {}

    /** Returns when the directory is whole; leaves none behind when the backup is not. */
    public static void restore(Path from, Path data, Consumer<String> say) {
        try (NewDirectory made = NewDirectory.at(data, "--data")) {
            BackupManifest manifest = BackupManifest.read(from);
            if (manifest.schema() > SchemaState.newest()) {
                throw new ClusterFault(
                        from + " has tables of a newer Parley (version " + manifest.schema() + "; this one knows "
                                + SchemaState.newest() + ")",
                        "restore it with that version");
            }
            for (BackupManifest.Saved file : manifest.files()) {
                copy(from.resolve(BackupManifest.FILES), made.pending(), file);
            }
            // What clients were told since is not there any more; by this they notice.
            DataDirectory.newHistory(made.pending());
            made.finish();
            say.accept(String.format(
                    Locale.ROOT,
                    "restored %d files of %tFT%<tTZ; ./parley up --data %s goes on from there",
                    manifest.files().size(),
                    java.time.Instant.ofEpochMilli(manifest.beganAt()).atZone(java.time.ZoneOffset.UTC),
                    data));
        } catch (IOException e) {
            throw new ClusterFault("cannot restore " + from, "mend this: " + e, e);
        }
    }

    private static void copy(Path from, Path to, BackupManifest.Saved file) throws IOException {
        Path source = from.resolve(file.path()).normalize();
        Path target = to.resolve(file.path()).normalize();
        if (!source.startsWith(from) || !target.startsWith(to)) {
            throw new ClusterFault("the backup names a file outside itself: " + file.path(), "take another backup");
        }
        if (!Files.exists(source)) {
            throw new ClusterFault("the backup lacks " + file.path(), "take another backup, or use an earlier one");
        }
        if (!BackupManifest.copy(source, target, file.path()).equals(file)) {
            throw new ClusterFault(
                    "the backup's " + file.path() + " is not what was saved",
                    "take another backup, or use an earlier one");
        }
    }
}
