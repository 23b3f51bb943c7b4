package parley.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.http.ClasspathFiles.ClasspathFile;

/**
 * The web client as browsers get it. Its page names many modules and style sheets; what is served names one script and one style sheet
 * that have all of them, for a file costs a browser time, however small it is. Made when it is first asked for. Thread-safe; blocks
 * when a file is read for the first time.
 */
final class WebClient {

    static final String PAGE = "index.html";
    static final String WORKER = "sw.js";
    /** Beside the page, so that addresses in them lead where they led before. */
    private static final String SCRIPT = "client.js";

    private static final String STYLES = "client.css";
    /** The SDK is served for others, too. */
    private static final String SDK = "sdk/";

    private static final String LIBRARIES = "/webjars/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IMPORT_MAP =
            Pattern.compile(" *<script type=\"importmap\">(.*?)</script>\\n", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("<script type=\"module\" src=\"(/[^\"]+)\"></script>");
    private static final Pattern STYLE_SHEET = Pattern.compile(" *<link rel=\"stylesheet\" href=\"(/[^\"]+)\">\\n");
    private static final Pattern STYLE_SHEETS = Pattern.compile("(?:" + STYLE_SHEET + ")+");

    private final ClasspathFiles files;
    private final ClasspathFiles libraries;
    private volatile @Nullable Made made;

    /** @param parts that the other files were made of */
    private record Made(Map<String, ClasspathFile> files, Set<String> parts) {}

    /**
     * @param files the client's own
     * @param libraries where those of its import map are
     */
    WebClient(ClasspathFiles files, ClasspathFiles libraries) {
        this.files = files;
        this.libraries = libraries;
    }

    Optional<ClasspathFile> find(String path) {
        ClasspathFile file = made().files.get(path);
        return file != null ? Optional.of(file) : files.find(path);
    }

    /** All that a browser needs to open the client without a network, but for the service worker that keeps it. */
    List<ClasspathFile> kept() {
        Made all = made();
        Set<String> paths = new HashSet<>(all.files.keySet());
        files.paths().stream()
                .filter(path -> !all.parts.contains(path) && !path.startsWith(SDK) && !path.equals(WORKER))
                .forEach(paths::add);
        return paths.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    private Made made() {
        Made known = made;
        if (known == null) {
            // Whoever comes second makes the same once more.
            known = make();
            made = known;
        }
        return known;
    }

    private Made make() {
        String page = text("/" + PAGE);
        String entry = groups(ENTRY, page).get(0);
        List<String> sheets = groups(STYLE_SHEET, page);
        var bundle = new ModuleBundle(this::text, importMap(page));
        String script = bundle.of(entry);
        String styles = sheets.stream().map(this::text).collect(Collectors.joining());
        String served = IMPORT_MAP.matcher(page).replaceAll("").replace(entry, "/" + SCRIPT);
        served = STYLE_SHEETS.matcher(served).replaceAll("  <link rel=\"stylesheet\" href=\"/" + STYLES + "\">\n");
        Set<String> parts = Stream.concat(sheets.stream(), bundle.modules().stream())
                .map(part -> part.substring(1))
                .collect(Collectors.toSet());
        return new Made(
                Map.of(PAGE, file(PAGE, served), SCRIPT, file(SCRIPT, script), STYLES, file(STYLES, styles)), parts);
    }

    private static ClasspathFile file(String path, String text) {
        return ClasspathFiles.file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String address) {
        Optional<ClasspathFile> file = address.startsWith(LIBRARIES)
                ? libraries.find(address.substring(LIBRARIES.length()))
                : files.find(address.substring(1));
        return file.map(found -> new String(found.content(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException(address + " is missing"));
    }

    private static List<String> groups(Pattern what, String text) {
        return what.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static Map<String, String> importMap(String page) {
        try {
            JsonNode imports = JSON.readTree(groups(IMPORT_MAP, page).get(0)).path("imports");
            return JSON.convertValue(imports, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException(PAGE + " has no import map", unreadable);
        }
    }
}
