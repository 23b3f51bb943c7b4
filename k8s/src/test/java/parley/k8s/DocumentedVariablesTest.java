package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the table of variables in {@code docs/operations.md} against what a node reads. */
final class DocumentedVariablesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(PARLEY_[A-Z_]+)` \\| (?:`([^`]*)`|none) \\|");
    private static final String MARK = "45321";

    private final Map<String, String> documented = documentedDefaults();

    @Test
    void everyVariableThatANodeReadsIsDocumented() {
        assertThat(documented.keySet()).containsExactlyElementsOf(NodeConfiguration.variables());
    }

    @Test
    void everyDocumentedVariableChangesWhatANodeRunsWith() {
        assertThat(documented.keySet())
                .allSatisfy(name -> assertThat(keyChangedBy(name)).as(name).isPresent());
    }

    @Test
    void documentedDefaultsAreTrue() {
        Config plain = NodeConfiguration.with(Map.of());

        documented.forEach((name, value) -> assertThat(keyChangedBy(name)
                        .map(key -> String.valueOf(plain.getAnyRef(key)))
                        .map(actual -> actual.equals("true") ? "on" : actual.equals("false") ? "off" : actual))
                .as(name)
                .contains(value));
    }

    private static Map<String, String> documentedDefaults() {
        try {
            String page = Files.readString(ROOT.resolve("docs/operations.md"));
            String section = page.substring(page.indexOf("## A node of its own"));
            Map<String, String> rows = new TreeMap<>();
            ROW.matcher(section)
                    .results()
                    .forEach(row -> rows.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
            return rows;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<String> keyChangedBy(String variable) {
        Config plain = NodeConfiguration.with(Map.of());
        return NodeConfiguration.with(Map.of(variable, MARK)).entrySet().stream()
                .filter(entry -> !entry.getKey().equals(variable))
                .filter(entry -> isMark(entry.getValue()) && !isMark(plain, entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isMark(ConfigValue value) {
        return String.valueOf(value.unwrapped()).equals(MARK);
    }

    private static boolean isMark(Config config, String key) {
        return config.hasPath(key) && isMark(config.getValue(key));
    }
}
