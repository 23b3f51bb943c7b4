package parley.system.browser;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.system.local.LocalClusterUnderTest;

/**
 * Measures the web client on a node of this machine and prints what docs/web-client.md says. No test, so it runs only when it is asked
 * for by its name.
 */
class WebClientFigures {

    private static final int TIMES = 7;
    private static final int RATE = 50;
    private static final int SECONDS = 20;
    /** How long a node that just started takes messages before it is measured, without which its compilers would be. */
    private static final double WARM_UP_MS = 120_000;

    private static final int STORY = 100_000;
    private static final int SCROLL_PX = 60;
    private static final double LATE_MS = 25;
    private static final String PASSWORD = "correct horse";

    /** Something moves with each frame, so that each has something to show, also when no message came; or the conversation is scrolled. */
    private static final String FRAMES =
            "([seconds, up]) => new Promise((done) => { const gaps = []; let last = performance.now(); const end = last + seconds * 1000;"
                    + " const list = document.querySelector('message-list'); const mark = document.createElement('i'); document.body.append(mark);"
                    + " Object.assign(mark.style, { position: 'fixed', width: '4px', height: '4px', background: 'red', top: 0 });"
                    + " const frame = (now) => { gaps.push(now - last); last = now; mark.style.left = `${gaps.length % 9}px`; if (up) { list.scrollTop -= up; }"
                    + " if (now < end) { requestAnimationFrame(frame); } else { mark.remove(); done(gaps); } };"
                    + " requestAnimationFrame(frame); })";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private final Map<String, Object> figures = new TreeMap<>();
    private final AtomicInteger line = new AtomicInteger(ServiceApi.BATCH);
    private LocalClusterUnderTest cluster;
    private String address;
    private ServiceApi service;
    private String bob;
    private String chat;
    private String state;

    @BeforeEach
    void begin() {
        cluster = LocalClusterUnderTest.startAsUsersDo(1);
        address = cluster.addresses().get(0);
        service = new ServiceApi(address, cluster.serviceKey());
        String ann = service.user("ann", "Ann Archer", PASSWORD);
        bob = service.user("bob", "Bob Baker", PASSWORD);
        chat = service.direct(bob, ann);
        service.lines(chat, bob, 1, ServiceApi.BATCH);
        BrowserContext browser = CHROMIUM.desktop();
        Person.at(address, browser, "ann", "Ann Archer").logIn();
        state = browser.storageState();
        browser.close();
    }

    @AfterEach
    void end() {
        cluster.close();
        figures.forEach((name, value) -> System.out.println("FIGURE " + name + ": " + value));
    }

    /** Nothing of the client in the browser's cache, as on the first visit; and then again, with what the service worker keeps. */
    @Test
    void loads() {
        cold("1 signing in, cold", new Browser.NewContextOptions());
        cold("2 signed in, cold", new Browser.NewContextOptions().setStorageState(state));
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        Person ann = Person.at(address, browser, "ann", "Ann Archer").signedIn().open("Bob Baker");
        ann.button("Go to the newest message").click();
        ann.awaitKept("line " + ServiceApi.BATCH + ".");
        List<Visit> visits = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            visits.add(Visit.to(address, browser));
        }
        ann.page.close();
        put("3 signed in, again", visits);
    }

    private void cold(String name, Browser.NewContextOptions options) {
        List<Visit> visits = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            BrowserContext browser = CHROMIUM.context(options.setViewportSize(1440, 900));
            visits.add(Visit.to(address, browser));
            browser.close();
        }
        put(name, visits);
    }

    private void put(String name, List<Visit> visits) {
        figures.put(name + ", ready ms", spread(visits, Visit::readyMs));
        figures.put(name + ", transferred kB", spread(visits, visit -> visit.bytes() / 1_000));
        figures.put(name + ", layout shift", spread(visits, Visit::shift));
        figures.put(name + ", ms of long tasks", spread(visits, Visit::busyMs));
    }

    /** The open conversation gets so many messages a second, each pushed by itself. */
    @Test
    void drawsWhileMessagesArrive() throws IOException {
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        Person ann = Person.at(address, browser, "ann", "Ann Archer").signedIn().open("Bob Baker");
        ann.button("Go to the newest message").click();
        ann.sees("line " + ServiceApi.BATCH + ".");
        frames("4 nothing happens", ann.page, 0);
        Runnable bobSaysOneMore = () -> service.lines(chat, bob, line.get() + 1, line.incrementAndGet());
        draws("5 just started,", ann.page, bobSaysOneMore);
        ScheduledExecutorService clock = manyASecond(bobSaysOneMore);
        ann.page.waitForTimeout(WARM_UP_MS);
        clock.shutdownNow();
        draws("5 warm,", ann.page, bobSaysOneMore);
        browser.close();
    }

    /** The same from a server that does nothing else: what is left is what the page costs by itself. */
    @Test
    void drawsWhileMessagesArriveFromAScriptedServer() throws IOException {
        try (AnnAndBob two = new AnnAndBob(CHROMIUM.desktop(), ServiceApi.BATCH)) {
            two.leaveUnread(0);
            two.ann.open("Bob Baker").sees("line " + ServiceApi.BATCH + ".");
            draws("7 scripted server,", two.ann.page, () -> two.says("line " + line.incrementAndGet() + "."));
        }
    }

    private void draws(String name, Page page, Runnable says) throws IOException {
        Browser traced = page.context().browser();
        traced.startTracing(
                page,
                new Browser.StartTracingOptions()
                        .setCategories(List.of("devtools.timeline", "disabled-by-default-devtools.timeline.frame")));
        int before = line.get();
        ScheduledExecutorService clock = manyASecond(says);
        frames(name + " " + RATE + " messages a second", page, 0);
        clock.shutdownNow();
        put(name, new ObjectMapper().readTree(traced.stopTracing()).path("traceEvents"));
        figures.put(name + " messages a second that came", (line.get() - before) / SECONDS);
        figures.put(
                name + " messages in the page after that",
                page.locator(".message").count());
    }

    private static ScheduledExecutorService manyASecond(Runnable says) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        var unused = clock.scheduleAtFixedRate(says, 0, 1_000 / RATE, TimeUnit.MILLISECONDS);
        return clock;
    }

    /** @param up by how many pixels the conversation is scrolled for each frame */
    private void frames(String name, Page page, int up) {
        List<Double> gaps = ((List<?>) page.evaluate(FRAMES, List.of(SECONDS, up)))
                .stream().map(gap -> ((Number) gap).doubleValue()).sorted().toList();
        figures.put(
                name + ", frames by the page's clock",
                String.format(
                        Locale.ROOT,
                        "%.1f a second, 99th %% of the gaps %.1f ms, longest %.1f ms, over %.0f ms: %d",
                        gaps.size() / (double) SECONDS,
                        gaps.get(gaps.size() * 99 / 100),
                        gaps.get(gaps.size() - 1),
                        LATE_MS,
                        gaps.stream().filter(gap -> gap > LATE_MS).count()));
    }

    /** A frame counts when it was on the screen with all that the page had for it. */
    private void put(String name, JsonNode trace) {
        Set<Long> wanted = new TreeSet<>();
        Set<Long> shown = new TreeSet<>();
        List<Double> times = new ArrayList<>();
        List<Double> scripts = new ArrayList<>();
        for (JsonNode event : trace) {
            JsonNode frame = event.at("/args/frame_reporter");
            String state = frame.path("state").asText();
            if (state.equals("STATE_PRESENTED_ALL") || state.equals("STATE_DROPPED")) {
                times.add(event.path("ts").asDouble() / 1_000_000);
                wanted.add(frame.path("frame_sequence").asLong());
            }
            if (state.equals("STATE_PRESENTED_ALL")) {
                shown.add(frame.path("frame_sequence").asLong());
            }
            if (event.path("name").asText().equals("FireAnimationFrame")) {
                scripts.add(event.path("dur").asDouble() / 1_000);
            }
        }
        times.sort(Double::compare);
        double seconds = times.get(times.size() - 1) - times.get(0);
        figures.put(
                name + " traced, frames shown",
                String.format(
                        Locale.ROOT,
                        "%.1f a second, %d not shown or late",
                        shown.size() / seconds,
                        wanted.size() - shown.size()));
        figures.put(name + " traced, ms of a frame's script", spread(scripts));
    }

    /** Takes minutes: the story is written by the service first. */
    @Test
    void readsALongChat() {
        while (line.get() < STORY) {
            service.lines(chat, bob, line.get() + 1, line.addAndGet(ServiceApi.BATCH));
        }
        BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state));
        reads("6", Person.at(address, browser, "ann", "Ann Archer").signedIn());
        browser.close();
    }

    @Test
    void readsALongChatFromAScriptedServer() {
        try (AnnAndBob two = new AnnAndBob(CHROMIUM.desktop(), STORY)) {
            reads("8 scripted server,", two.ann);
        }
    }

    private void reads(String name, Person ann) {
        CDPSession heap = ann.page.context().newCDPSession(ann.page);
        figures.put(name + " heap MB, no chat open", heapMb(heap));
        figures.put(
                name + " opening a long chat at what is new, ms",
                millis(() -> ann.open("Bob Baker").sees("line 1.")));
        figures.put(name + " going to its end, ms", millis(() -> {
            ann.button("Go to the newest message").click();
            ann.sees("line " + STORY + ".");
        }));
        figures.put(name + " heap MB at its end", heapMb(heap));
        frames(name + " scrolling back by " + SCROLL_PX + " px a frame", ann.page, SCROLL_PX);
        figures.put(name + " heap MB after that", heapMb(heap));
        figures.put(name + " the first message in the page then", ann.texts().get(0));
        figures.put(
                name + " messages in the page then",
                ann.page.locator(".message").count());
    }

    private static long millis(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static double heapMb(CDPSession session) {
        session.send("HeapProfiler.collectGarbage");
        double used = session.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
        return Math.round(used / 100_000) / 10.0;
    }

    private static String spread(List<Visit> visits, ToDoubleFunction<Visit> figure) {
        return spread(visits.stream().map(figure::applyAsDouble).toList());
    }

    private static String spread(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.3f to %.3f, median %.3f",
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.get(sorted.size() / 2));
    }
}
