package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Somebody in front of a browser: finds things by what they are called, as a person or a screen reader does. */
final class Person {

    private static final String PASSWORD = "correct horse";

    private static final String KEPT = "async (text) => { const { indexedDbCache } = await import('/sdk/index.js');"
            + " const kept = await indexedDbCache().load();"
            + " return navigator.serviceWorker.controller !== null && JSON.stringify(kept?.logs ?? []).includes(text); }";

    private static final String WRITTEN_DOWN =
            "async (text) => { const { indexedDbStorage } = await import('/sdk/index.js');"
                    + " const outbox = await indexedDbStorage(); const all = await outbox.load(); outbox.close();"
                    + " return all.some((message) => message.text === text); }";

    final Page page;
    final String name;
    final String displayName;
    /** What the page complained about, the policy's violations among it; requests that failed are not complaints. */
    final List<String> complaints = new ArrayList<>();

    private final List<WebSocketRoute> sockets = new ArrayList<>();
    private boolean unplugged;

    private Person(Page page, String name, String displayName) {
        this.page = page;
        this.name = name;
        this.displayName = displayName;
        page.onPageError(error -> complaints.add(error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !message.text().contains("Failed to load resource")
                    && !message.text().contains("WebSocket connection to")) {
                complaints.add(message.text());
            }
        });
    }

    /** Whoever is in front of a page now. */
    static Person of(Page page, String name, String displayName) {
        return new Person(page, name, displayName);
    }

    /** Opens the client at an address. */
    static Person at(String address, BrowserContext browser, String name, String displayName) {
        var person = new Person(browser.newPage(), name, displayName);
        person.page.navigate(address);
        return person;
    }

    /** The same, with a cable that can be pulled: a browser that is told to be offline keeps the sockets that it has. */
    static Person onCable(String address, BrowserContext browser, String name, String displayName) {
        var person = new Person(browser.newPage(), name, displayName);
        person.page.routeWebSocket(Pattern.compile("^ws"), socket -> {
            if (person.unplugged) {
                socket.close();
            } else {
                socket.connectToServer();
                person.sockets.add(socket);
            }
        });
        person.page.navigate(address);
        return person;
    }

    /** The same, where everything takes its time. */
    static Person onSlowNetwork(String address, BrowserContext browser, String name, String displayName) {
        var person = new Person(browser.newPage(), name, displayName);
        var conditions = new JsonObject();
        conditions.addProperty("offline", false);
        conditions.addProperty("latency", 250);
        conditions.addProperty("downloadThroughput", 60_000);
        conditions.addProperty("uploadThroughput", 20_000);
        browser.newCDPSession(person.page).send("Network.emulateNetworkConditions", conditions);
        person.page.navigate(address);
        return person;
    }

    /** Waits until the browser has all that it takes to open the client without a network, a message with this text among it. */
    Person awaitKept(String text) {
        page.waitForCondition(() -> page.evaluate(KEPT, text).equals(true));
        return this;
    }

    /** Has the page load the SDK, by which {@link #awaitWrittenDown} looks at what is stored: without a network it cannot. */
    Person loadSdk() {
        page.evaluate("async () => { await import('/sdk/index.js'); }");
        return this;
    }

    /** Waits until a message that was not sent is written down: it is shown before that. */
    Person awaitWrittenDown(String text) {
        page.waitForCondition(() -> page.evaluate(WRITTEN_DOWN, text).equals(true));
        return this;
    }

    Person unplug() {
        unplugged = true;
        page.context().setOffline(true);
        sockets.forEach(WebSocketRoute::close);
        sockets.clear();
        return this;
    }

    Person plugIn() {
        unplugged = false;
        page.context().setOffline(false);
        return this;
    }

    Person signUp() {
        button("Create an account").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
        page.getByLabel("Shown as").fill(displayName);
        page.getByLabel("Password").fill(PASSWORD);
        button("Sign up").click();
        return signedIn();
    }

    Person logIn() {
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
        page.getByLabel("Password").fill(PASSWORD);
        button("Log in").click();
        return signedIn();
    }

    Person signedIn() {
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Chats")))
                .isVisible();
        assertThat(page.getByRole(AriaRole.NAVIGATION)).hasAttribute("aria-busy", "false");
        return this;
    }

    /** The same person in another tab of the same browser. */
    Person anotherTab() {
        return at(page.url(), page.context(), name, displayName);
    }

    Person startChatWith(Person other) {
        button("New chat").click();
        pick(other);
        return inChat(other.displayName);
    }

    Person startGroup(String title, Person... others) {
        button("New chat").click();
        button("Group").click();
        page.getByLabel("Name of the group").fill(title);
        for (Person other : others) {
            pick(other);
        }
        button("Create group").click();
        return inChat(title);
    }

    private void pick(Person other) {
        page.getByLabel("Search people").fill(other.name);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("@" + other.name)))
                .click();
    }

    Person open(String title) {
        row(title).click();
        return inChat(title);
    }

    private Person inChat(String title) {
        assertThat(page.getByRole(AriaRole.MAIN, new Page.GetByRoleOptions().setName("Conversation with " + title)))
                .isVisible();
        assertThat(page.getByRole(AriaRole.LOG)).isVisible();
        return this;
    }

    Person write(String text) {
        composer().fill(text);
        composer().press("Enter");
        return this;
    }

    Locator composer() {
        return page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true));
    }

    /** The chat's row in the list. */
    Locator row(String title) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile(title)));
    }

    /** The messages with this text in the open conversation. */
    Locator message(String text) {
        return page.locator(".message").filter(new Locator.FilterOptions().setHasText(text));
    }

    Locator button(String label) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    Person sees(String text) {
        assertThat(message(text)).hasCount(1);
        return this;
    }

    /** Sees one's own message with this tick: Waiting to be sent, Sent, Delivered or Read. */
    Person seesTick(String text, String tick) {
        assertThat(message(text).getByLabel(tick, new Locator.GetByLabelOptions().setExact(true)))
                .isVisible();
        return this;
    }

    /** Sees this under the name of whom one talks to. */
    Person seesStatus(String words) {
        assertThat(page.locator(".names .status")).containsText(words);
        return this;
    }

    Person seesUnread(String title, int count) {
        assertThat(row(title).getByLabel(count + " unread")).isVisible();
        return this;
    }

    /** Sees these messages in the open conversation, and no other. */
    Person seesExactly(List<String> texts) {
        assertThat(page.locator(".message .text")).hasText(texts.toArray(String[]::new));
        return this;
    }

    /** Scrolls to the beginning of what is there, and again when more is, until it is as expected. */
    Person scrollBackUntil(BooleanSupplier expected) {
        return scrollUntil("list => { list.scrollTop = 0; }", expected);
    }

    /** The same towards the end. */
    Person scrollOnUntil(BooleanSupplier expected) {
        return scrollUntil("list => { list.scrollTop = list.scrollHeight; }", expected);
    }

    private Person scrollUntil(String scroll, BooleanSupplier expected) {
        page.waitForCondition(() -> {
            boolean is = expected.getAsBoolean();
            if (!is) {
                page.locator("message-list").evaluate(scroll);
            }
            return is;
        });
        return this;
    }

    /** The texts of the open conversation at this moment, from top to bottom. */
    List<String> texts() {
        return page.locator(".message .text").allTextContents();
    }

    void screenshot(String file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Chromium.SCREENSHOTS.resolve(file + ".png")));
    }
}
