package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of finished runs, one JSON object a line, each with a key that says what was run. A run that is there is not run again, so a
 * benchmark that was interrupted goes on where it was.
 */
final class Results {

    static final String KEY = "key";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, JsonNode> finished = new LinkedHashMap<>();

    private Results(Path file) {
        this.file = file;
    }

    /** What the file holds; it need not exist. A last line that was cut off while it was written counts as not run. */
    static Results in(Path file) {
        Results results = new Results(file);
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                whole.lines().forEach(results::remember);
                if (whole.length() < text.length()) {
                    Files.writeString(file, whole);
                }
            }
        } catch (IOException e) {
            throw new BenchException("cannot read " + file + ": " + e, e);
        }
        return results;
    }

    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(finished.get(key));
    }

    void add(String key, ObjectNode result) {
        ObjectNode line = JSON.createObjectNode().put(KEY, key);
        line.setAll(result);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(
                    file,
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BenchException("cannot write " + file + ": " + e, e);
        }
        finished.put(key, line);
    }

    private void remember(String line) {
        try {
            JsonNode result = JSON.readTree(line);
            finished.put(result.path(KEY).asText(), result);
        } catch (IOException e) {
            throw new BenchException(file + " holds a line that is no JSON: " + line, e);
        }
    }
}
