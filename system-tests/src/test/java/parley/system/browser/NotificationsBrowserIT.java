package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the browser tells somebody who looks elsewhere. */
class NotificationsBrowserIT {

    private static final String WANTED = "Show new messages of conversations I am not looking at";

    private static final String SHOWN =
            "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => `${one.title}: ${one.body}`)";
    private static final String CHOSEN =
            "() => JSON.parse(localStorage.getItem('parley-settings') ?? '{}').notifications ?? false";
    /** Notes that another tab asks whether somebody looks at this one, and was answered. */
    private static final String NOTE =
            "() => { window.asked = 0; new BroadcastChannel('parley-attention').onmessage = () => asked++; }";
    /** Counts what the page asks its worker to show. */
    private static final String COUNT = "() => { window.told = 0; const post = ServiceWorker.prototype.postMessage;"
            + " ServiceWorker.prototype.postMessage = function (message) { told += message.type === 'notify'; post.call(this, message); }; }";
    /** Chromium drops a notification when it is asked for all there are between noting and showing it. */
    private static final double SHOWN_WITHIN_MS = 1_000;

    /** What the browser does when somebody clicks it. */
    private static final String CLICK =
            "async () => { const [notification] = await self.registration.getNotifications();"
                    + " self.dispatchEvent(new NotificationEvent('notificationclick', { notification })); }";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private BrowserContext browser;
    private AnnAndBob two;
    private Person ann;
    private int told;

    @BeforeEach
    void signIn() {
        told = 0;
        browser = CHROMIUM.desktop();
        browser.grantPermissions(List.of("notifications"));
        two = new AnnAndBob(browser, 0);
        ann = two.ann;
        two.server.run(() -> {
            two.server.world.addUser("cy", "Cy Cooper");
            two.server.world.addUser("dan", "Dan Dyer");
            return true;
        });
        ann.page.evaluate("async () => { await navigator.serviceWorker.ready; }");
        ann.page.evaluate(COUNT);
    }

    @AfterEach
    void stopServer() {
        two.close();
    }

    @Test
    void tellWhatIsNewToWhomLooksElsewhereAndLeadThere() {
        wanted(true);
        looks(ann, false);

        two.says("psst");
        awaitShown("Bob Baker: psst");
        click();

        assertThat(ann.page.getByLabel("Conversation with Bob Baker")).isVisible();
        ann.sees("psst");
        awaitNoneShown();
    }

    @Test
    void areOneForEachChat() {
        wanted(true);
        looks(ann, false);

        two.says("one");
        awaitShown("Bob Baker: one");
        two.says("two");
        awaitShown("Bob Baker: two");
        writes("u_cy", "three");
        awaitShown("Bob Baker: two", "Cy Cooper: three");
    }

    @Test
    void sayHowSomebodyIsCalledAlsoWhereThatIsNotKnownAtOnce() {
        wanted(true);
        looks(ann, false);
        List<Route> lookups = new ArrayList<>();
        ann.page.route("**/v1/users/lookup", lookups::add);

        writes("u_cy", "who am I?");
        assertThat(ann.page).hasTitle("(1) Parley");
        ann.page.waitForCondition(() -> !lookups.isEmpty());
        // Longer than it takes to find out that nobody looks.
        ann.page.waitForTimeout(1_000);
        awaitNoneShown();
        lookups.forEach(Route::resume);

        awaitShown("Cy Cooper: who am I?");
    }

    @Test
    void areNotForWhomLooks() {
        wanted(true);

        two.says("seen in the list");
        assertThat(ann.page).hasTitle("(1) Parley");
        looks(ann, false);
        writes("u_cy", "unseen");

        awaitShown("Cy Cooper: unseen");
    }

    @Test
    void areNotForWhomLooksAtAnotherTab() {
        wanted(true);
        Person other = ann.anotherTab().signedIn();
        looks(ann, false);
        other.page.evaluate(NOTE);

        two.says("seen in the other tab");
        other.page.waitForCondition(() -> !other.page.evaluate("() => asked").equals(0));
        looks(other, false);
        writes("u_cy", "unseen");

        awaitShown("Cy Cooper: unseen");
        assertThat(other.complaints).isEmpty();
        other.page.close();
    }

    @Test
    void areNotForWhomDoesNotWantThem() {
        looks(ann, false);
        two.says("in silence");
        assertThat(ann.page).hasTitle("(1) Parley");
        wanted(true);
        writes("u_cy", "aloud");
        awaitShown("Cy Cooper: aloud");

        wanted(false);
        writes("u_dan", "in silence again");
        assertThat(ann.page).hasTitle("(3) Parley");
        wanted(true);
        writes("u_cy", "aloud again");

        awaitShown("Cy Cooper: aloud again");
    }

    private void wanted(boolean on) {
        ann.button("Your account").click();
        ann.page.getByLabel(WANTED).setChecked(on);
        ann.page.waitForCondition(() -> ann.page.evaluate(CHOSEN).equals(on));
        ann.button("Close").click();
    }

    private static void looks(Person person, boolean does) {
        person.page.evaluate("(does) => { Document.prototype.hasFocus = () => does; }", does);
    }

    private void writes(String who, String text) {
        two.server.run(() -> {
            FakeWorld.FakeChat chat = two.server.world.direct(who, AnnAndBob.ANN);
            two.server.push(chat, chat.message(who, "k" + chat.seq(), text, two.server.world.now()));
            return true;
        });
    }

    private void click() {
        CDPSession devTools = browser.browser().newBrowserCDPSession();
        String worker = "";
        for (JsonElement target : devTools.send("Target.getTargets").getAsJsonArray("targetInfos")) {
            JsonObject info = target.getAsJsonObject();
            if (info.get("url").getAsString().equals(two.server.address() + "/sw.js")) {
                worker = info.get("targetId").getAsString();
            }
        }
        var attach = new JsonObject();
        attach.addProperty("targetId", worker);
        JsonObject message = devTools.send("Target.attachToTarget", attach);
        message.addProperty(
                "message",
                "{\"id\":1,\"method\":\"Runtime.evaluate\",\"params\":{\"expression\":\"(" + CLICK + ")()\"}}");
        devTools.send("Target.sendMessageToTarget", message);
    }

    private void awaitNoneShown() {
        ann.page.waitForCondition(() -> sortedShown(ann).isEmpty());
    }

    /** One more than before was shown, and these are what there is. */
    private void awaitShown(String... expected) {
        ann.page.waitForCondition(() -> (int) ann.page.evaluate("() => told") > told);
        told++;
        ann.page.waitForTimeout(SHOWN_WITHIN_MS);
        ann.page.waitForCondition(() -> List.of(expected).equals(sortedShown(ann)));
    }

    private static List<String> sortedShown(Person person) {
        return ((List<?>) person.page.evaluate(SHOWN))
                .stream().map(Object::toString).sorted().toList();
    }
}
