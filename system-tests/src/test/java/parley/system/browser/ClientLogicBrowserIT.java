package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the tests of the client's modules (src/test/resources/web-tests) where the modules run: in a browser. */
class ClientLogicBrowserIT {

    private static final String RUN =
            "async (name) => (await import('/harness.js')).run((await import(`/${name}.test.js`)).tests)";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static FakeParley server;

    @BeforeAll
    static void startServer() {
        server = new FakeParley(0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> modules() {
        Page page = CHROMIUM.desktop().newPage();
        page.navigate(server.address() + "/blank.html");
        return Stream.of(
                        "digest",
                        "log",
                        "ids",
                        "fold",
                        "rows",
                        "connection",
                        "outbox",
                        "people",
                        "renewal",
                        "replica",
                        "text",
                        "watch",
                        "words")
                .flatMap(module -> results(page, module));
    }

    private static Stream<DynamicTest> results(Page page, String module) {
        List<?> results = (List<?>) page.evaluate(RUN, module);
        assertThat(results).as(module).isNotEmpty();
        return results.stream()
                .map(Map.class::cast)
                .map(result -> DynamicTest.dynamicTest(
                        module + " " + result.get("name"),
                        () -> assertThat(result.get("failure")).asString().isEmpty()));
    }
}
