package parley.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/limits.md}, read. {@code metrics}: those that it names, or {@code docs/operations.md}. */
public record LimitsDocument(List<Row> rows, Set<String> metrics) {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.-]+)` \\| ([^|]+) \\|.*");
    private static final Pattern METRIC = Pattern.compile("`(parley_[a-z_]+[a-z])");
    private static final String NOT_COUNTED = "## Sizes, shares and caches";

    /**
     * A row of its tables.
     *
     * @param counted whether the metric of limits has it
     */
    public record Row(String limit, String defaultValue, boolean counted) {

        /** Otherwise it is a constant: {@code Type.NAME}. */
        boolean isSetting() {
            return Character.isLowerCase(limit.charAt(0));
        }
    }

    /** Reads it from where the modules' tests run. */
    public static LimitsDocument read() {
        List<Row> rows = new ArrayList<>();
        Set<String> metrics = new TreeSet<>();
        boolean counted = true;
        for (String line : text(DOCS.resolve("limits.md")).lines().toList()) {
            counted &= !line.equals(NOT_COUNTED);
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2), counted));
            }
            METRIC.matcher(line).results().forEach(found -> metrics.add(found.group(1)));
        }
        METRIC.matcher(text(DOCS.resolve("operations.md"))).results().forEach(found -> metrics.add(found.group(1)));
        return new LimitsDocument(rows, metrics);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
