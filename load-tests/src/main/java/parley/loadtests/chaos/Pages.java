package parley.loadtests.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The two pages, each whole in one file: the live one asks for the state, the report holds it. */
final class Pages {

    private Pages() {}

    static String live() {
        return page("null");
    }

    /** @param state as JSON */
    static String report(String state) {
        // Nothing in a script may look like its end.
        return page(state.replace("<", "\\u003c"));
    }

    private static String page(String state) {
        return resource("page.html")
                .replace("/*STYLE*/", resource("page.css"))
                .replace("/*STATE*/", "const REPORT = " + state + ";")
                .replace("/*SCRIPT*/", resource("page.js"));
    }

    private static String resource(String name) {
        String path = "/parley/loadtests/chaos/" + name;
        try (InputStream file = Pages.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("missing: " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
