package parley.system.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import parley.gateway.http.ServedWebClient;

/**
 * The web client's files as the gateway serves them, with the security policy that it serves them under. With the property {@code
 * parley.web.sources}, the files of that folder before all others, read each time: for trying a change.
 */
final class WebFiles {

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "png", "image/png");

    private static final String NOTHING_KEPT = "const SHELL = { version: '', files: {} };\n";

    private WebFiles() {}

    /** The service worker is told that there are no files to keep. */
    static byte @Nullable [] read(String path) throws IOException {
        byte[] file = find(path);
        return path.equals("/sw.js") && file != null
                ? (NOTHING_KEPT + new String(file, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : file;
    }

    private static byte @Nullable [] find(String path) throws IOException {
        if (path.contains("..")) {
            return null;
        }
        String sources = System.getProperty("parley.web.sources", "");
        if (!sources.isEmpty() && Files.isRegularFile(Path.of(sources + path))) {
            return Files.readAllBytes(Path.of(sources + path));
        }
        Optional<byte[]> served = ServedWebClient.find(path.substring(1));
        if (served.isPresent()) {
            return served.get();
        }
        for (String root : new String[] {"/web-tests", "/META-INF/resources"}) {
            try (InputStream file = WebFiles.class.getResourceAsStream(root + path)) {
                if (file != null) {
                    return file.readAllBytes();
                }
            }
        }
        return null;
    }

    static String contentType(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    static String securityPolicy() {
        return "default-src 'none'; script-src 'self'" + importMapHash()
                + "; style-src 'self'; img-src 'self'; manifest-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    /** Sources have one in their page. */
    private static String importMapHash() {
        try {
            byte[] page = read("/index.html");
            if (page == null) {
                throw new IllegalStateException("the web client is not on the class path");
            }
            Matcher map = IMPORT_MAP.matcher(new String(page, StandardCharsets.UTF_8));
            if (!map.find()) {
                return "";
            }
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));
            return " 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
