package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading and writing in one conversation, however long it is. */
class ReadingBrowserIT {

    private static final int LONG = 100_000;
    /** What a page may hold of a conversation, however long one scrolls. */
    private static final int MOST = 240;
    /** Addresses are looked for in a text whenever its row is made. */
    private static final String COUNT_ROWS_MADE = "() => { window.made = 0; const all = String.prototype.matchAll;"
            + " String.prototype.matchAll = function (...given) { window.made += 1; return all.apply(this, given); }; }";

    private static final String LAYERS = "[...document.querySelectorAll('.message, .message *')].filter((one) => {"
            + " const style = getComputedStyle(one);"
            + " return style.position !== 'static' || style.clipPath !== 'none' || style.overflow !== 'visible'; })"
            + ".map((one) => one.className)";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private AnnAndBob two;
    private Person ann;

    private void begin(int lines) {
        two = new AnnAndBob(CHROMIUM.desktop(), lines);
        ann = two.ann;
    }

    @AfterEach
    void stopServer() {
        two.close();
    }

    @Test
    void beginsAtWhatIsNewAmongAHundredThousandAndHoldsFewOfThem() {
        begin(LONG);
        two.leaveUnread(90_000);
        assertThat(ann.row("Bob Baker").locator(".badge")).hasText("99+");

        ann.open("Bob Baker").sees("line 10001.");

        assertThat(ann.page.locator(".unread-line")).isInViewport();
        assertThat(ann.page.locator(".unread-line + .message")).containsText("line 10001.");
        for (int page = 0; page < 8; page++) {
            scrollDown();
        }
        ann.button("Go to the new messages").click();
        assertThat(ann.page.locator(".unread-line")).isInViewport();
        for (int page = 0; page < 8; page++) {
            scrollUp();
        }
        assertThat(shown()).isLessThanOrEqualTo(MOST);
        assertThat(held()).isLessThanOrEqualTo(MOST);
        ann.button("Go to the newest message").click();
        ann.sees("line " + LONG + ".");
        assertThat(ann.message("line " + LONG + ".")).isInViewport();
        assertThat(shown()).isLessThanOrEqualTo(MOST);
        two.says("and so on");
        ann.sees("and so on");
        assertThat(ann.row("Bob Baker").locator(".badge")).hasCount(0);
    }

    /** Whatever else a conversation shows, so that it is drawn as often as messages come. */
    @Test
    void makesNoOtherRowAgainForAMessageThatComes() {
        begin(100);
        two.leaveUnread(0);
        ann.open("Bob Baker").sees("line 100.");
        ann.page.evaluate(COUNT_ROWS_MADE);

        two.says("one more");
        ann.sees("one more");
        two.says("and another");
        ann.sees("and another");

        // Each its own, and the one above that it is joined to.
        assertThat((int) ann.page.evaluate("window.made")).isBetween(2, 4);
    }

    /** A browser goes through all rows for each frame in which one comes; through layers and clips for a long time. */
    @Test
    void givesRowsNoLayersOfTheirOwn() {
        begin(3);
        ann.open("Bob Baker").sees("line 3.");

        assertThat(ann.page.evaluate(LAYERS)).isEqualTo(List.of());
    }

    @Test
    void tellsWhoHearsThePageWhoWroteEachMessage() {
        begin(3);
        ann.open("Bob Baker").sees("line 3.");

        List<String> heard = new ArrayList<>();
        JsonObject tree = ann.page.context().newCDPSession(ann.page).send("Accessibility.getFullAXTree");
        for (JsonElement node : tree.getAsJsonArray("nodes")) {
            JsonObject one = node.getAsJsonObject();
            if (!one.get("ignored").getAsBoolean() && one.has("name")) {
                heard.add(one.getAsJsonObject("name").get("value").getAsString());
            }
        }
        assertThat(heard).containsSubsequence("Bob Baker", "line 1.", "Bob Baker", "line 2.", "Bob Baker", "line 3.");
    }

    @Test
    void comesDownAgainPageByPageWithoutAHole() {
        begin(600);
        two.leaveUnread(0);
        ann.open("Bob Baker").sees("line 600.");
        for (int page = 0; page < 8; page++) {
            scrollUp();
        }
        assertThat(ann.message("line 600.")).hasCount(0);
        two.says("while she reads what is old");

        ann.scrollOnUntil(() -> ann.message("while she reads what is old").count() == 1);

        List<String> texts = ann.texts();
        int first = Integer.parseInt(texts.get(0).replaceAll("\\D", ""));
        for (int line = first; line <= 600; line++) {
            assertThat(texts.get(line - first)).isEqualTo("line " + line + ".");
        }
        assertThat(shown()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void staysWhereOneReadsWhileOthersWriteAndWhenOneComesBack() {
        begin(300);
        two.leaveUnread(0);
        two.server.run(() -> {
            two.server.world.addUser("cy", "Cy Cooper");
            return two.server.world.direct("u_cy", AnnAndBob.ANN);
        });
        ann.page.reload();
        ann.signedIn().open("Bob Baker").sees("line 300.");
        list().evaluate("list => { list.scrollTop -= 900; }");
        Locator mark = ann.message("line 280.");
        double before = mark.boundingBox().y;

        for (int i = 0; i < 5; i++) {
            two.says("chatter " + i);
        }
        assertThat(ann.button("Go to the newest message").locator(".badge")).hasText("5");
        assertThat(mark.boundingBox().y).isCloseTo(before, Offset.offset(2.0));
        ann.open("Cy Cooper");
        ann.open("Bob Baker").sees("line 280.");

        ann.page.waitForCondition(() -> Math.abs(mark.boundingBox().y - before) < 3);
        ann.write("here I am");
        assertThat(ann.message("here I am")).isInViewport();
    }

    @Test
    void showsWhereTheNewBeginsWhenNobodyLooked() {
        begin(3);
        ann.open("Bob Baker").sees("line 3.");
        ann.page.evaluate("() => { Document.prototype.hasFocus = () => false; }");

        two.says("psst");

        assertThat(ann.page.locator(".unread-line + .message")).containsText("psst");
        assertThat(ann.page).hasTitle("(1) Parley");
        ann.page.evaluate(
                "() => { Document.prototype.hasFocus = () => true; window.dispatchEvent(new Event('focus')); }");
        assertThat(ann.page).hasTitle("Parley");
    }

    @Test
    void makesSafeLinksOfAddressesAndNothingElse() {
        begin(1);
        ann.open("Bob Baker");
        two.says("See https://parley.example/a?b=1. Or javascript:alert(1)");

        Locator link = ann.message("See https").locator("a");
        assertThat(link).hasCount(1);
        assertThat(link).hasAttribute("href", "https://parley.example/a?b=1");
        assertThat(link).hasAttribute("target", "_blank");
        assertThat(link).hasAttribute("rel", "noopener noreferrer nofollow");
    }

    @Test
    void keepsWhatWasBegunPerChatAndAfterAReload() {
        begin(1);
        ann.startGroup("Verona");
        ann.open("Bob Baker").composer().fill("half a thou");

        ann.open("Verona");
        assertThat(ann.composer()).hasValue("");
        assertThat(ann.row("Bob Baker")).containsText("Draft: half a thou");
        ann.page.reload();
        ann.signedIn().open("Bob Baker");

        assertThat(ann.composer()).hasValue("half a thou");
        ann.write("half a thought").seesTick("half a thought", "Sent");
        ann.open("Verona");
        assertThat(ann.row("Bob Baker")).not().containsText("Draft");
    }

    @Test
    void putsAnEmojiWhereTheCursorIs() {
        begin(1);
        ann.open("Bob Baker").composer().fill("well done");
        ann.composer().press("Home");
        ann.button("Emoji").click();
        assertThat(ann.button("😀")).isFocused();
        ann.page.keyboard().press("ArrowRight");
        ann.page.keyboard().press("Enter");

        assertThat(ann.composer()).hasValue("😃well done");
        assertThat(ann.composer()).isFocused();
        ann.write("🎉").seesTick("🎉", "Sent");
        assertThat(ann.page.locator(".message.jumbo")).hasCount(1);
    }

    @Test
    void findsPeopleWhereOneSearchesForChats() {
        begin(1);
        two.server.run(() -> {
            two.server.world.addUser("cy", "Cy Cooper");
            return true;
        });

        ann.page.keyboard().press("Control+k");
        ann.page.keyboard().type("cy");
        ann.button("Cy Cooper @cy").click();

        assertThat(ann.composer()).isVisible();
        assertThat(ann.row("Cy Cooper")).hasAttribute("aria-current", "page");
    }

    private Locator list() {
        return ann.page.locator("message-list");
    }

    private void scrollUp() {
        String first = ann.texts().get(0);
        list().evaluate("list => { list.scrollTop = 0; }");
        ann.page.waitForCondition(() -> !ann.texts().get(0).equals(first));
    }

    private void scrollDown() {
        String last = last();
        list().evaluate("list => { list.scrollTop = list.scrollHeight; }");
        ann.page.waitForCondition(() -> !last().equals(last));
    }

    private String last() {
        List<String> texts = ann.texts();
        return texts.get(texts.size() - 1);
    }

    private int shown() {
        return ann.page.locator(".message").count();
    }

    private int held() {
        return (int) list().evaluate("list => list.app.store.logs.get(list.chat).entries.length");
    }
}
