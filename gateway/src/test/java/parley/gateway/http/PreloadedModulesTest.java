package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The web client's page names all modules that it begins with, so that a browser asks for all at once and not for each after the one
 * before; and those that it can do without for a moment, so that a browser asks for them after the others.
 */
class PreloadedModulesTest {

    private static final Pattern PRELOAD = Pattern.compile("rel=\"modulepreload\" href=\"([^\"]+)\">");
    private static final Pattern PRELOAD_LATER =
            Pattern.compile("rel=\"modulepreload\" href=\"([^\"]+)\" fetchpriority=\"low\">");
    private static final Pattern ENTRY = Pattern.compile("<script type=\"module\" src=\"([^\"]+)\"");
    private static final Pattern MAPPED = Pattern.compile("\"([^\"]+)\": \"(/[^\"]+)\"");
    /** Also as the libraries write it, without spaces and several in a line; not what a comment shows, and nothing dynamic. */
    private static final Pattern IMPORT = Pattern.compile(
            "(?:^|;|\\})\\s*(?:import|export)\\s*(?:[\\w*{][^'\";()]*?\\bfrom\\s*)?['\"]([^'\"]+)['\"]",
            Pattern.MULTILINE);

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern IMPORT_LATER = Pattern.compile("\\bimport\\('([^']+)'\\)");

    @Test
    void areAllThatArePartOfTheFirstPage() {
        try (ApiFixture api = new ApiFixture()) {
            String page = api.get("/").body();
            Map<String, String> mapped = new TreeMap<>(
                    Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
            MAPPED.matcher(page).results().forEach(found -> mapped.put(found.group(1), found.group(2)));
            Matcher entry = ENTRY.matcher(page);
            assertThat(entry.find()).isTrue();

            Set<String> imported = reachable(api, entry.group(1), mapped, List.of(IMPORT));
            Set<String> all = reachable(api, entry.group(1), mapped, List.of(IMPORT, IMPORT_LATER));
            all.removeAll(imported);
            imported.remove(entry.group(1));

            assertThat(imported).hasSizeGreaterThan(40);
            assertThat(named(page, PRELOAD)).containsExactlyInAnyOrderElementsOf(imported);
            assertThat(all).hasSizeGreaterThan(15);
            assertThat(named(page, PRELOAD_LATER)).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    private static List<String> named(String page, Pattern how) {
        return how.matcher(page).results().map(found -> found.group(1)).toList();
    }

    private static Set<String> reachable(ApiFixture api, String entry, Map<String, String> mapped, List<Pattern> how) {
        Set<String> seen = new LinkedHashSet<>(Set.of(entry));
        Deque<String> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            String module = left.remove();
            String source = COMMENT.matcher(api.get(module).body()).replaceAll("");
            for (Pattern imports : how) {
                for (MatchResult found : imports.matcher(source).results().toList()) {
                    String address = resolved(found.group(1), module, mapped);
                    if (seen.add(address)) {
                        left.add(address);
                    }
                }
            }
        }
        return seen;
    }

    private static String resolved(String name, String from, Map<String, String> mapped) {
        if (name.startsWith(".") || name.startsWith("/")) {
            return URI.create(from).resolve(name).toString();
        }
        return mapped.entrySet().stream()
                .filter(known -> name.equals(known.getKey())
                        || (known.getKey().endsWith("/") && name.startsWith(known.getKey())))
                .findFirst()
                .map(known -> known.getValue() + name.substring(known.getKey().length()))
                .orElseThrow(() -> new AssertionError(name + " in " + from + " is not in the import map"));
    }
}
