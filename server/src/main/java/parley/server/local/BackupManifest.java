package parley.server.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a backup is made of; it is written last, so a backup without one is none.
 *
 * @param format of this document and the files beside it
 * @param parley the version of the software that made it
 * @param schema the version of the tables
 * @param beganAt all that was acknowledged before is in it
 * @param endedAt nothing that was said after is in it
 */
record BackupManifest(int format, String parley, int schema, long beganAt, long endedAt, List<Saved> files) {

    /** A file, by its place in the data directory. */
    record Saved(String path, long bytes, String sha256) {}

    static final int FORMAT = 1;
    static final String NAME = "manifest.json";
    /** Beside the manifest: what stands in a data directory. */
    static final String FILES = "files";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path backup) throws IOException {
        Files.write(backup.resolve(NAME), JSON.writeValueAsBytes(this));
    }

    /** Refuses what is no backup, or one of a newer Parley. */
    static BackupManifest read(Path backup) throws IOException {
        Path file = backup.resolve(NAME);
        if (!Files.exists(file)) {
            throw new ClusterFault(
                    "no backup at " + backup,
                    "name a directory that ./parley backup has made to its end, with " + NAME);
        }
        try {
            BackupManifest manifest = JSON.readValue(Files.readAllBytes(file), BackupManifest.class);
            if (manifest.format() > FORMAT) {
                throw new ClusterFault(
                        backup + " was written by a newer Parley (format " + manifest.format() + "; this one knows "
                                + FORMAT + ")",
                        "restore it with that version");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new ClusterFault(file + " is damaged", "take another backup", e);
        }
    }

    /** Copies a file, and what it was when it was copied. */
    static Saved copy(Path from, Path to, String path) throws IOException {
        MessageDigest digest = sha256();
        Files.createDirectories(to.getParent());
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
            in.transferTo(out);
        }
        return new Saved(path, Files.size(to), HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
