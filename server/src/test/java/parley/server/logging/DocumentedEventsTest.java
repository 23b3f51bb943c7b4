package parley.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever builds alerts on logs may count on the table in docs/operations.md. */
class DocumentedEventsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LOGGED =
            Pattern.compile("\\b(?:log|getLog\\(\\))\\s*\\.(debug|info|warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NO_TEMPLATE =
            Pattern.compile("\\b(?:log|getLog\\(\\))\\s*\\.(?:trace|debug|info|warn|error|atInfo|atWarn)\\((?!\\s*\")");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (debug|info|warn|error) \\|");

    @Test
    void everyEventOfANodeHasARow() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(logged());
    }

    /** So that the name is in the code where it is logged, and is found by whoever looks for it. */
    @Test
    void everyEventIsLoggedWithALiteral() {
        assertThat(sources())
                .allSatisfy(
                        source -> assertThat(NO_TEMPLATE.matcher(text(source)).results())
                                .as(source.toString())
                                .isEmpty());
    }

    private static Map<String, String> logged() {
        var events = new TreeMap<String, String>();
        for (Path source : sources()) {
            LOGGED.matcher(text(source)).results().forEach(found -> {
                String template = found.group(2).replace("\\\"", "\"");
                events.merge(LogEvent.of(template).name(), found.group(1), DocumentedEventsTest::worse);
            });
        }
        return events;
    }

    private static String worse(String one, String other) {
        List<String> levels = List.of("debug", "info", "warn", "error");
        return levels.indexOf(one) > levels.indexOf(other) ? one : other;
    }

    private static Map<String, String> documented() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operations.md"));
        var rows = new TreeMap<String, String>();
        ROW.matcher(page)
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2).toLowerCase(Locale.ROOT)));
        return rows;
    }

    /** Of what runs in a node; the embedded Cassandra is looked after by the supervisor, which speaks to a person. */
    private static List<Path> sources() {
        return Stream.of("engine", "gateway", "persistence", "server")
                .flatMap(module -> sourcesIn(ROOT.resolve(module).resolve("src/main/java")).stream())
                .filter(file -> !file.toString().contains("/persistence/embedded/"))
                .toList();
    }

    private static List<Path> sourcesIn(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
