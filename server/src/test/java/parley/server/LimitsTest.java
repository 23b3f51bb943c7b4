package parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/limits.md} against the configuration; that the tests it names exist is {@link TidyTest}'s to see. */
class LimitsTest {

    /** Ends of names by which a setting is a bound, whatever else it may be. */
    private static final Pattern BOUND = Pattern.compile("(-max|-tries|\\.tries|-burst|\\.queue|parallelism)$");
    /** Both kinds of writes take their settings from here. */
    private static final String TEMPLATE = "parley.persistence.writes.";

    /** Of the client that tests talk through, not of a node. */
    private static final String CLIENT = "parley.load-tests.";
    /** Where the bound is one of time or chance and nothing is kept or refused. */
    private static final List<String> NO_BOUNDS =
            List.of("parley.gateway.socket.moves.reconnect-after-max", "parley.gateway.auth.tokens.team-life-max");

    private static final Config CONFIG = ConfigFactory.load();

    @Test
    void everyLimitIsASettingOrAConstantWithTheDefaultThatItSays() {
        List<String> wrong = new ArrayList<>();
        for (LimitsDocument.Row row : LimitsDocument.read().rows()) {
            String actual = row.isSetting() ? setting(row.limit()) : constant(row.limit());
            if (!actual.equals(normal(row.defaultValue()))) {
                wrong.add(row.limit() + ": " + row.defaultValue() + " (is: " + actual + ")");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everySettingThatIsABoundHasARow() {
        List<String> rows = LimitsDocument.read().rows().stream()
                .map(LimitsDocument.Row::limit)
                .toList();
        TreeSet<String> missing = CONFIG.getConfig("parley").entrySet().stream()
                .map(entry -> "parley." + entry.getKey())
                .filter(path -> BOUND.matcher(path).find())
                .filter(path -> !path.startsWith(TEMPLATE) && !path.startsWith(CLIENT))
                .filter(path -> !NO_BOUNDS.contains(path))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).hasSizeGreaterThan(40);
        rows.forEach(missing::remove);
        assertThat(missing).as("bounds without a row in docs/limits.md").isEmpty();
    }

    private static String setting(String path) {
        if (!CONFIG.hasPath(path)) {
            return "no such setting";
        }
        ConfigValue value = CONFIG.getValue(path);
        return value instanceof ConfigObject object
                ? object.entrySet().stream()
                        .map(entry -> ConfigUtil.quoteString(entry.getKey()).replace("\"", "") + "="
                                + entry.getValue().unwrapped())
                        .sorted()
                        .collect(Collectors.joining(","))
                : normal(String.valueOf(value.unwrapped()));
    }

    /** {@code Type.NAME}, in the main sources. */
    private static String constant(String name) {
        String[] parts = name.split("\\.", 2);
        Pattern assigned = Pattern.compile("\\b" + parts[1] + " = ([\\d_]+);");
        try (Stream<Path> sources = Files.walk(Path.of(".."))) {
            return sources.filter(file ->
                            file.endsWith(parts[0] + ".java") && file.toString().contains("/src/main/"))
                    .map(LimitsDocument::text)
                    .map(assigned::matcher)
                    .filter(java.util.regex.Matcher::find)
                    .map(found -> found.group(1).replace("_", ""))
                    .findFirst()
                    .orElse("no such constant");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String normal(String value) {
        return value.replace(" ", "");
    }
}
