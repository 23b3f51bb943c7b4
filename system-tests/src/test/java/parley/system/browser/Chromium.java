package parley.system.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;

/**
 * The machine's own Chromium, one for the tests of a class. Each browser that a test asks for has cookies and a database of its
 * own, and ends with the test; a failed test leaves a picture of each page in {@code target/screenshots}, and says which requests went
 * wrong. A Chromium that does not close them is ended, and the next test has another. One thread only.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final int WIDTH = 1180;
    private static final int HEIGHT = 760;
    private static final int PHONE_WIDTH = 390;
    private static final int PHONE_HEIGHT = 780;
    private static final int ERROR = 400;
    /** How long anything may take to be as expected, also while a node is replaced, on a machine that is busy. */
    private static final double PATIENCE_MS = 60_000;
    /** A name of this machine that makes pages as little trusted as those of other machines. */
    static final String ELSEWHERE = "parley.example";

    private static final List<String> FLAGS = List.of(
            "--host-resolver-rules=MAP " + ELSEWHERE + " 127.0.0.1",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Duration closesWithin;
    /** Whether the one there is was ended, because it did not close. */
    private final AtomicBoolean ended = new AtomicBoolean();

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> failedRequests = new ArrayList<>();
    private Playwright playwright;
    private Browser browser;

    Chromium() {
        this(Duration.ofSeconds(30));
    }

    /** {@code closesWithin}: how long a test's browsers may take to close. */
    Chromium(Duration closesWithin) {
        this.closesWithin = closesWithin;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = launch(playwright);
    }

    private static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(FLAGS));
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionFailedError(
                        "no Chromium at /usr/bin/chromium: the browser tests need one (apt-get install chromium)"));
    }

    /** A browser on a desk. */
    BrowserContext desktop() {
        return context(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT));
    }

    /** A dark browser as narrow as a phone. */
    BrowserContext phone() {
        return context(new Browser.NewContextOptions()
                .setViewportSize(PHONE_WIDTH, PHONE_HEIGHT)
                .setColorScheme(ColorScheme.DARK));
    }

    BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options.setLocale("en-GB"));
        context.onRequestFailed(request -> failedRequests.add(request.url() + " " + request.failure()));
        context.onResponse(response -> {
            if (response.status() >= ERROR) {
                failedRequests.add(response.url() + " " + response.status());
            }
        });
        contexts.add(context);
        return context;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        boolean failed = test.getExecutionException().isPresent();
        if (failed) {
            System.out.println(test.getDisplayName() + ": requests that failed: " + failedRequests);
        }
        try {
            if (failed) {
                bounded(() ->
                        takePictures("failed-" + test.getRequiredTestMethod().getName()));
            }
        } finally {
            closeContexts();
        }
    }

    private void takePictures(String name) {
        int number = 1;
        for (BrowserContext context : contexts) {
            for (Page page : context.pages()) {
                Path picture = SCREENSHOTS.resolve(name + "-" + number++ + ".png");
                page.screenshot(new Page.ScreenshotOptions().setPath(picture));
            }
        }
    }

    /** What the test saw of its browsers is judged by then; why Chromium does not close them now and then is not known. */
    void closeContexts() {
        List<BrowserContext> closing = List.copyOf(contexts);
        contexts.clear();
        failedRequests.clear();
        bounded(() -> closing.forEach(BrowserContext::close));
        if (ended.getAndSet(false)) {
            System.out.println("Chromium did not close within " + closesWithin + ", and was ended");
            browser = launch(playwright);
        }
    }

    /** To close has no time-out of its own: a browser that did not answer held all tests up for as long as they were let. */
    private void bounded(Runnable closing) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = watch.schedule(this::endBrowsers, closesWithin.toMillis(), TimeUnit.MILLISECONDS);
            closing.run();
        } catch (PlaywrightException e) {
            if (!ended.get()) {
                throw e;
            }
        } finally {
            watch.shutdownNow();
        }
    }

    private void endBrowsers() {
        ended.set(true);
        browsers().forEach(ProcessHandle::destroyForcibly);
    }

    /** Those that this process started, through Playwright's driver. */
    static Stream<ProcessHandle> browsers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (browser != null) {
            bounded(browser::close);
        }
        if (playwright != null) {
            bounded(playwright::close);
        }
    }
}
