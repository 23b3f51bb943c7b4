package parley.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import parley.gateway.http.ClasspathFiles.ClasspathFile;

/**
 * What a browser keeps to open the web client without a server. The service worker is served with a list of the client's files and
 * their tags before it, so that any other release is another service worker to the browser. Blocks.
 */
final class OfflineShell {

    /** The worker may ask for the client's files, and for nothing else. */
    static final String POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

    private static final ObjectMapper JSON = new ObjectMapper();

    private OfflineShell() {}

    /**
     * @param source the worker without the list
     * @param policy under which the page is served, which a browser keeps with it
     */
    static ClasspathFile worker(WebClient client, ClasspathFile source, String policy) {
        Map<String, String> tags = new TreeMap<>();
        for (ClasspathFile file : client.kept()) {
            tags.put(file.path().equals(WebClient.PAGE) ? "/" : "/" + file.path(), file.tag());
        }
        String version = ClasspathFiles.hash((tags + policy).getBytes(StandardCharsets.UTF_8));
        String shell = "const SHELL = " + json(Map.of("version", version, "files", tags)) + ";\n";
        return ClasspathFiles.file(
                source.path(),
                (shell + new String(source.content(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
