package parley.gateway.http;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One script that does what an ES module does with all that it imports. Each module becomes a function that is called once, after those
 * that it imports, and gives its exports back; the entry stands at the end as it is, for it may wait. Understands the statements that
 * the web client and Lit are written with, and fails on any other, on circles, and on imports that nothing exports: so does a test
 * then, and no browser. What is imported later, with {@code import(...)}, stays a file of its own. Not thread-safe.
 */
final class ModuleBundle {

    /** Statements begin a line, or follow another where there are no lines. */
    private static final String BEGIN = "(?<![^;}\\n])";

    private static final Pattern FROM = Pattern.compile(
            BEGIN
                    + "(?<what>import|export)\\b\\s*(?:(?<all>\\*)|\\{(?<names>[^}]*)\\}|(?<whole>[\\w$]+))?\\s*(?:from\\s*)?['\"](?<from>[^'\"]+)['\"];");
    private static final Pattern EXPORT_NAMES = Pattern.compile(BEGIN + "export\\s*\\{(?<names>[^}]*)\\};");
    private static final Pattern EXPORT_DEFAULT = Pattern.compile(BEGIN + "export default (?=[{])");
    private static final Pattern EXPORT =
            Pattern.compile(BEGIN + "export (?<what>(?:async )?function|class|const) (?<name>[\\w$]+)");
    private static final Pattern OTHER = Pattern.compile(BEGIN + "(?:import\\b(?!\\()|export\\b)[^\\n]{0,60}");
    private static final Pattern SOURCE_MAP = Pattern.compile("^//# sourceMappingURL=.*$", Pattern.MULTILINE);

    private final UnaryOperator<String> sources;
    private final Map<String, String> importMap;
    private final Map<String, Module> done = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();

    /**
     * @param sources the text of a module by its address, which begins with a slash
     * @param importMap addresses by bare names, and by the beginnings of such, which end with a slash
     */
    ModuleBundle(UnaryOperator<String> sources, Map<String, String> importMap) {
        this.sources = sources;
        this.importMap = importMap;
    }

    /**
     * The script, which is to be served from the folder of the entry.
     *
     * @throws IllegalStateException when a module has something that is not understood
     */
    String of(String entry) {
        Module last = module(entry);
        return done.values().stream()
                .map(module -> module == last ? module.text : module.asFunction())
                .collect(Collectors.joining());
    }

    /** The addresses of the modules that became part of the script. */
    Set<String> modules() {
        return done.keySet();
    }

    private Module module(String path) {
        @Nullable Module known = done.get(path);
        if (known != null) {
            return known;
        }
        if (!begun.add(path)) {
            throw new IllegalStateException("modules that import each other: " + begun);
        }
        var module = new Module(path);
        module.translate();
        done.put(path, module);
        return module;
    }

    private String resolve(String name, String from) {
        if (name.startsWith(".") || name.startsWith("/")) {
            return URI.create(from).resolve(name).toString();
        }
        return importMap.entrySet().stream()
                .filter(known -> name.equals(known.getKey())
                        || (known.getKey().endsWith("/") && name.startsWith(known.getKey())))
                .findFirst()
                .map(known -> known.getValue() + name.substring(known.getKey().length()))
                .orElseThrow(() -> new IllegalStateException(name + " in " + from + " is not in the import map"));
    }

    /** Names in braces: how each is called there, and how here. */
    private static List<String[]> pairs(Matcher found) {
        return Arrays.stream(found.group("names").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.split("\\s+as\\s+", -1))
                .map(pair -> new String[] {pair[0], pair[pair.length - 1]})
                .toList();
    }

    private static String replace(Pattern what, String text, Function<Matcher, String> by) {
        Matcher found = what.matcher(text);
        var replaced = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(replaced, Matcher.quoteReplacement(by.apply(found)));
        }
        return found.appendTail(replaced).toString();
    }

    /** One module, with statements of a function in place of its imports and exports. */
    private final class Module {

        private final String path;
        /** Expressions, by the names under which they are exported. */
        private final Map<String, String> exports = new LinkedHashMap<>();

        private String text = "";
        private String name = "";

        Module(String path) {
            this.path = path;
        }

        void translate() {
            String rest = SOURCE_MAP.matcher(sources.apply(path)).replaceAll("");
            rest = replace(FROM, rest, this::from);
            rest = replace(EXPORT_NAMES, rest, this::exportNames);
            rest = replace(EXPORT_DEFAULT, rest, found -> export("default", "default$", "const default$ = "));
            rest = replace(
                    EXPORT,
                    rest,
                    found -> export(
                            found.group("name"), found.group("name"), found.group("what") + " " + found.group("name")));
            Matcher other = OTHER.matcher(rest);
            if (other.find()) {
                throw new IllegalStateException("not understood, in " + path + ": " + other.group());
            }
            name = "module$" + (done.size() + 1);
            text = "// " + path + "\n" + rest + "\n";
        }

        /** In the order in which they stand there, for that is the order in which modules run. */
        private String from(Matcher found) {
            Module from = module(resolve(found.group("from"), path));
            if (found.group("what").equals("export")) {
                passOn(found, from);
                return "";
            }
            if (found.group("whole") != null) {
                return "const " + found.group("whole") + " = " + from.exported("default", path) + ";";
            }
            // Without names, it is imported for what it does.
            return found.group("names") == null
                    ? ""
                    : pairs(found).stream()
                            .map(pair -> pair[1] + " = " + from.exported(pair[0], path))
                            .collect(Collectors.joining(", ", "const ", ";"));
        }

        private void passOn(Matcher found, Module from) {
            if (found.group("all") != null) {
                from.exports.keySet().forEach(export -> exports.putIfAbsent(export, from.exported(export, path)));
            } else {
                pairs(found).forEach(pair -> exports.put(pair[1], from.exported(pair[0], path)));
            }
        }

        /** @param by whoever imports it */
        private String exported(String export, String by) {
            if (!exports.containsKey(export)) {
                throw new IllegalStateException(by + " imports " + export + ", which " + path + " does not export");
            }
            return name + "." + export;
        }

        private String exportNames(Matcher found) {
            pairs(found).forEach(pair -> exports.put(pair[1], pair[0]));
            return "";
        }

        private String export(String as, String expression, String statement) {
            exports.put(as, expression);
            return statement;
        }

        private String asFunction() {
            String given = exports.entrySet().stream()
                    .map(export -> export.getKey() + ": " + export.getValue())
                    .collect(Collectors.joining(", "));
            return "const " + name + " = (() => {\n" + text + "return { " + given + " };\n})();\n";
        }
    }
}
