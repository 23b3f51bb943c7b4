package parley.server.browser;

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
    /** What the browser does when somebody clicks it. */
    private static final String CLICK =
            "async () => { const [notification] = await self.registration.getNotifications();"
                    + " self.dispatchEvent(new NotificationEvent('notificationclick', { notification })); }";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private BrowserContext browser;
    private AnnAndBob two;
    private Person ann;

    @BeforeEach
    void signIn() {
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
        awaitShown(ann, "Bob Baker: psst");
        click();

        assertThat(ann.page.getByLabel("Conversation with Bob Baker")).isVisible();
        ann.sees("psst");
        awaitShown(ann);
    }

    @Test
    void areOneForEachChat() {
        wanted(true);
        looks(ann, false);

        two.says("one");
        awaitShown(ann, "Bob Baker: one");
        two.says("two");
        awaitShown(ann, "Bob Baker: two");
        writes("u_cy", "three");

        ann.page.waitForCondition(
                () -> List.of("Bob Baker: two", "Cy Cooper: three").equals(sortedShown(ann)));
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
        awaitShown(ann);
        lookups.forEach(Route::resume);

        awaitShown(ann, "Cy Cooper: who am I?");
    }

    @Test
    void areNotForWhomLooks() {
        wanted(true);

        two.says("seen in the list");
        assertThat(ann.page).hasTitle("(1) Parley");
        looks(ann, false);
        writes("u_cy", "unseen");

        awaitShown(ann, "Cy Cooper: unseen");
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

        awaitShown(ann, "Cy Cooper: unseen");
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
        awaitShown(ann, "Cy Cooper: aloud");

        wanted(false);
        writes("u_dan", "in silence again");
        assertThat(ann.page).hasTitle("(3) Parley");
        wanted(true);
        writes("u_cy", "aloud again");

        awaitShown(ann, "Cy Cooper: aloud again");
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

    private static void awaitShown(Person person, String... expected) {
        person.page.waitForCondition(() -> List.of(expected).equals(sortedShown(person)));
    }

    private static List<String> sortedShown(Person person) {
        return ((List<?>) person.page.evaluate(SHOWN))
                .stream().map(Object::toString).sorted().toList();
    }
}
