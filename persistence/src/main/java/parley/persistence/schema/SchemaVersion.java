package parley.persistence.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One released change of the schema: a file that is never edited again, whose statements add and can be run twice.
 *
 * @param checksum of the statements without comments and layout
 */
record SchemaVersion(int version, String file, List<String> statements, String checksum) {

    static final String DIRECTORY = "/parley/persistence/cql/";

    private static final Pattern NAME = Pattern.compile("V(\\d{3})__\\w+\\.cql");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    static SchemaVersion load(String file) {
        try (InputStream input =
                Objects.requireNonNull(SchemaVersion.class.getResourceAsStream(DIRECTORY + file), () -> file)) {
            return parse(file, new String(input.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    static SchemaVersion parse(String file, String text) {
        Matcher name = NAME.matcher(file);
        if (!name.matches()) {
            throw new IllegalArgumentException("schema file: " + file + " (expected: " + NAME + ")");
        }
        String plain = SPACE.matcher(COMMENT.matcher(text).replaceAll(" ")).replaceAll(" ");
        List<String> statements = Arrays.stream(plain.split(";", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
        return new SchemaVersion(
                Integer.parseInt(name.group(1)), file, statements, checksumOf(String.join(";", statements)));
    }

    private static String checksumOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
