package parley.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.server.local.LocalClusterUnderTest;

/**
 * Measures the web client on a node of this machine and prints what docs/web-client.md says. No test, so it runs only when it is asked
 * for by its name.
 */
class WebClientFigures {

    private static final int TIMES = 7;
    private static final int RATE = 50;
    private static final int SECONDS = 20;
    private static final int STORY = 100_000;
    private static final String PASSWORD = "correct horse";
    /** Notes the moment at which the list of chats is there, what moved without being asked to, and what kept the page busy. */
    private static final String WATCH = "() => { window.figures = { shift: 0, busy: 0, ready: 0 };"
            + " new PerformanceObserver((list) => list.getEntries().forEach((one) => figures.shift += one.hadRecentInput ? 0 : one.value))"
            + "   .observe({ type: 'layout-shift', buffered: true });"
            + " new PerformanceObserver((list) => list.getEntries().forEach((one) => figures.busy += one.duration))"
            + "   .observe({ type: 'longtask', buffered: true });"
            + " const look = () => document.querySelector('nav[aria-busy=false] .row, sign-in input')"
            + "   ? figures.ready = performance.now() : requestAnimationFrame(look); look(); }";

    private static final String FRAMES =
            "(seconds) => new Promise((done) => { const gaps = []; let last = performance.now();"
                    + " const end = last + seconds * 1000; const frame = (now) => { gaps.push(now - last); last = now;"
                    + " now < end ? requestAnimationFrame(frame) : done(gaps); }; requestAnimationFrame(frame); })";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private final Map<String, Object> figures = new TreeMap<>();
    private final AtomicInteger line = new AtomicInteger(ServiceApi.BATCH);

    @Test
    void measures() throws IOException {
        try (LocalClusterUnderTest cluster = LocalClusterUnderTest.start(1)) {
            String address = cluster.addresses().get(0);
            var service = new ServiceApi(address, cluster.serviceKey());
            String ann = service.user("ann", "Ann Archer", PASSWORD);
            String bob = service.user("bob", "Bob Baker", PASSWORD);
            String chat = service.direct(bob, ann);
            service.lines(chat, bob, 1, ServiceApi.BATCH);
            String state = signedIn(address);
            coldLoads("1 signing in, cold", address, new Browser.NewContextOptions());
            coldLoads("2 signed in, cold", address, new Browser.NewContextOptions().setStorageState(state));
            warmLoads(address, state);
            busyChat(address, state, service, chat, bob);
            longChat(address, state, service, chat, bob);
        }
        figures.forEach((name, value) -> System.out.println("FIGURE " + name + ": " + value));
    }

    private static String signedIn(String address) {
        BrowserContext browser = CHROMIUM.desktop();
        Person.at(address, browser, "ann", "Ann Archer").logIn();
        String state = browser.storageState();
        browser.close();
        return state;
    }

    /** Nothing of the client in the browser's cache, as on the first visit. */
    private void coldLoads(String name, String address, Browser.NewContextOptions options) {
        List<Double> ready = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        Map<String, Double> worst = new TreeMap<>();
        for (int time = 0; time < TIMES; time++) {
            BrowserContext browser = CHROMIUM.context(options.setViewportSize(1440, 900));
            Page page = browser.newPage();
            CDPSession network = browser.newCDPSession(page);
            network.send("Network.enable");
            double[] received = {0};
            network.on(
                    "Network.loadingFinished",
                    event -> received[0] += event.get("encodedDataLength").getAsDouble());
            ready.add(load(page, address, worst));
            bytes.add(received[0] / 1_000);
            browser.close();
        }
        figures.put(name + ", ready ms", spread(ready));
        figures.put(name + ", transferred kB", spread(bytes));
        figures.put(name + ", worst layout shift and ms of long tasks", worst);
    }

    /** From the second visit on the service worker has the client. */
    private void warmLoads(String address, String state) {
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        Page page = browser.newPage();
        page.navigate(address);
        page.waitForCondition(() ->
                page.evaluate("navigator.serviceWorker.controller !== null").equals(true));
        page.waitForTimeout(4_000);
        List<Double> ready = new ArrayList<>();
        Map<String, Double> worst = new TreeMap<>();
        for (int time = 0; time < TIMES; time++) {
            Page again = browser.newPage();
            ready.add(load(again, address, worst));
            again.close();
        }
        figures.put("3 again, ready ms", spread(ready));
        figures.put("3 again, worst layout shift and ms of long tasks", worst);
        browser.close();
    }

    private static double load(Page page, String address, Map<String, Double> worst) {
        page.addInitScript("(" + WATCH + ")()");
        page.navigate(address);
        page.waitForCondition(() -> number(page, "figures.ready") > 0);
        page.waitForTimeout(1_000);
        worst.merge("shift", number(page, "figures.shift"), Math::max);
        worst.merge("busy", number(page, "figures.busy"), Math::max);
        return number(page, "figures.ready");
    }

    /** The open conversation gets so many messages a second, each pushed by itself. */
    private void busyChat(String address, String state, ServiceApi service, String chat, String bob)
            throws IOException {
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        Person ann = Person.at(address, browser, "ann", "Ann Archer").signedIn().open("Bob Baker");
        ann.button("Go to the newest message").click();
        ann.sees("line " + ServiceApi.BATCH + ".");
        frames("4 nothing happens", ann.page);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ann.page
                .context()
                .browser()
                .startTracing(
                        ann.page,
                        new Browser.StartTracingOptions()
                                .setCategories(List.of(
                                        "benchmark",
                                        "cc",
                                        "devtools.timeline",
                                        "disabled-by-default-devtools.timeline.frame")));
        var unused = clock.scheduleAtFixedRate(
                () -> service.lines(chat, bob, line.get() + 1, line.incrementAndGet()),
                0,
                1_000 / RATE,
                TimeUnit.MILLISECONDS);
        frames("5 " + RATE + " messages a second", ann.page);
        clock.shutdownNow();
        traced(ann.page.context().browser().stopTracing());
        figures.put("5 messages that came", line.get() - ServiceApi.BATCH);
        figures.put(
                "5 messages in the page after that",
                ann.page.locator(".message").count());
        browser.close();
    }

    private void frames(String name, Page page) {
        List<Double> gaps = ((List<?>) page.evaluate(FRAMES, SECONDS))
                .stream().map(gap -> ((Number) gap).doubleValue()).sorted().toList();
        long late = gaps.stream().filter(gap -> gap > 25).count();
        figures.put(
                name,
                String.format(
                        Locale.ROOT,
                        "%.1f frames/s, 99th %% of the gaps %.1f ms, longest %.1f ms, over 25 ms: %d",
                        gaps.size() / (double) SECONDS,
                        gaps.get(gaps.size() * 99 / 100),
                        gaps.get(gaps.size() - 1),
                        late));
    }

    private void traced(byte[] trace) throws IOException {
        long drawn = 0;
        long dropped = 0;
        List<Double> tasks = new ArrayList<>();
        for (JsonNode event : new ObjectMapper().readTree(trace).path("traceEvents")) {
            String what = event.path("name").asText();
            drawn += what.equals("DrawFrame") ? 1 : 0;
            dropped += what.equals("DroppedFrame") ? 1 : 0;
            if (what.equals("FireAnimationFrame")) {
                tasks.add(event.path("dur").asDouble() / 1_000);
            }
        }
        figures.put("5 traced, frames drawn and dropped", drawn + " and " + dropped);
        figures.put("5 traced, script of a frame ms", spread(tasks));
    }

    private void longChat(String address, String state, ServiceApi service, String chat, String bob) {
        while (line.get() < STORY) {
            service.lines(chat, bob, line.get() + 1, line.addAndGet(ServiceApi.BATCH));
        }
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        Person ann = Person.at(address, browser, "ann", "Ann Archer").signedIn();
        CDPSession heap = browser.newCDPSession(ann.page);
        long begun = System.nanoTime();
        ann.open("Bob Baker").button("Go to the newest message").click();
        ann.sees("line " + line.get() + ".");
        figures.put("6 opening one of " + STORY + " messages, ms", (System.nanoTime() - begun) / 1_000_000);
        figures.put("6 heap MB at its end", heapMb(heap));
        for (int page = 0; page < 200; page++) {
            String first = ann.texts().get(0);
            ann.page.locator("message-list").evaluate("list => { list.scrollTop = 0; }");
            ann.page.waitForCondition(() -> !ann.texts().get(0).equals(first));
        }
        figures.put("6 heap MB after 200 pages back", heapMb(heap));
        figures.put(
                "6 messages in the page after that",
                ann.page.locator(".message").count());
        assertThat(ann.page.locator(".message")).not().hasCount(0);
        browser.close();
    }

    private static double heapMb(CDPSession session) {
        session.send("HeapProfiler.collectGarbage");
        double used = session.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
        return Math.round(used / 100_000) / 10.0;
    }

    private static double number(Page page, String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }

    private static String spread(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.1f to %.1f, median %.1f",
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.get(sorted.size() / 2));
    }
}
