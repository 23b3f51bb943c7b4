package parley.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of variables in {@code docs/operations.md} against what a node reads. */
final class DocumentedVariablesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern READ = Pattern.compile("\\$\\{\\?(PARLEY_[A-Z_]+)}");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(PARLEY_[A-Z_]+)` \\| (?:`([^`]*)`|none) \\|");
    private static final String MARK = "45321";

    private final Map<String, String> documented = documentedDefaults();

    @Test
    void everyVariableThatANodeReadsIsDocumented() throws IOException {
        assertThat(documented.keySet()).containsExactlyElementsOf(variablesOfAllConfigurations());
    }

    @Test
    void everyDocumentedVariableChangesWhatANodeRunsWith() {
        assertThat(documented.keySet())
                .allSatisfy(name -> assertThat(keyChangedBy(name)).as(name).isPresent());
    }

    @Test
    void documentedDefaultsAreTrue() {
        Config plain = configuration(Map.of());

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

    private static Set<String> variablesOfAllConfigurations() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : new String[] {"engine", "persistence", "gateway", "server"}) {
            Path resources = ROOT.resolve(module).resolve("src/main/resources");
            if (!Files.isDirectory(resources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(resources)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".conf")).toList()) {
                    READ.matcher(Files.readString(file))
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static Optional<String> keyChangedBy(String variable) {
        Config plain = configuration(Map.of());
        return configuration(Map.of(variable, MARK)).entrySet().stream()
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

    /** What a node runs with where the environment has these variables: configuration is looked at before the environment. */
    private static Config configuration(Map<String, String> variables) {
        return ConfigFactory.parseResources("application.conf")
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .withFallback(ConfigFactory.parseMap(variables))
                .resolve();
    }
}
