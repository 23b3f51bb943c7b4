package parley.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Golden files of releases: what a release wrote, and every later one must read. A folder {@code golden} names them in a file
 * {@code RELEASED}, as {@code sha256sum} prints them; files that are not named there may still change.
 */
final class GoldenFiles {

    private GoldenFiles() {}

    /** What was changed, removed, or is named in a way that cannot be checked. */
    static List<String> changes(Path golden) throws IOException {
        var changes = new ArrayList<String>();
        for (String line : Files.readAllLines(golden.resolve("RELEASED"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] hashAndName = line.split(" [ *]", 2);
                if (hashAndName.length < 2 || !hashAndName[0].matches("[0-9a-f]{64}")) {
                    changes.add("unreadable: " + line);
                } else {
                    check(golden, hashAndName[0], hashAndName[1], changes);
                }
            }
        }
        return changes;
    }

    private static void check(Path golden, String hash, String name, List<String> changes) throws IOException {
        Path file = golden.resolve(name);
        if (!Files.isRegularFile(file)) {
            changes.add("gone: " + name);
        } else if (!hash.equals(sha256(Files.readAllBytes(file)))) {
            changes.add("changed: " + name);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
