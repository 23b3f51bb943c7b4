package parley.system.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;

/**
 * How a page of the client loaded.
 *
 * @param readyMs how long it took until the list of chats, or the form to log in, could be used
 * @param bytes what came over the network, as it came; the service worker's own requests are not the page's
 * @param shift how much moved without being asked to (cumulative layout shift)
 * @param busyMs for how long tasks of more than 50 ms kept the page busy
 */
record Visit(double readyMs, double bytes, double shift, double busyMs) {

    private static final String WATCH = "(() => { window.figures = { shift: 0, busy: 0, ready: 0 };"
            + " new PerformanceObserver((list) => list.getEntries().forEach((one) => figures.shift += one.hadRecentInput ? 0 : one.value))"
            + "   .observe({ type: 'layout-shift', buffered: true });"
            + " new PerformanceObserver((list) => list.getEntries().forEach((one) => figures.busy += one.duration))"
            + "   .observe({ type: 'longtask', buffered: true });"
            + " const look = () => document.querySelector('nav[aria-busy=false] .row, sign-in input')"
            + "   ? figures.ready = performance.now() : requestAnimationFrame(look); look(); })()";

    /** Opens the client in another page of this browser, and waits until nothing more happens. */
    static Visit to(String address, BrowserContext browser) {
        Page page = browser.newPage();
        CDPSession network = browser.newCDPSession(page);
        network.send("Network.enable");
        double[] received = {0};
        network.on(
                "Network.loadingFinished",
                event -> received[0] += event.get("encodedDataLength").getAsDouble());
        page.addInitScript(WATCH);
        page.navigate(address);
        page.waitForCondition(() -> number(page, "figures.ready") > 0);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        Visit visit = new Visit(
                number(page, "figures.ready"),
                received[0],
                number(page, "figures.shift"),
                number(page, "figures.busy"));
        page.close();
        return visit;
    }

    private static double number(Page page, String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }
}
