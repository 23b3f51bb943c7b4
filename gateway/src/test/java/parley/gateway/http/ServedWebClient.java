package parley.gateway.http;

import java.util.Optional;
import parley.gateway.http.ClasspathFiles.ClasspathFile;

/** The web client's files as the gateway serves them, for tests that serve them in its place. Thread-safe. */
public final class ServedWebClient {

    private static final WebClient CLIENT =
            new WebClient(new ClasspathFiles("web/"), new ClasspathFiles("META-INF/resources/webjars/"));

    private ServedWebClient() {}

    /** What is served under an address: without a slash before it, {@code index.html} for the page. */
    public static Optional<byte[]> find(String path) {
        return CLIENT.find(path).map(ClasspathFile::content);
    }
}
