package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client against a server that does what no real one can be made to do at will. */
class ScriptedServerBrowserIT {

    private static final String BOB = "u_bob";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private FakeParley server;
    private Person ann;
    private FakeWorld.FakeChat chat;

    /** Ann is signed in and has a conversation with Bob, who is a script. */
    @BeforeEach
    void signIn() {
        server = new FakeParley(0);
        server.run(() -> {
            server.world.addUser("bob", "Bob Baker");
            chat = server.world.direct(BOB, "u_ann");
            bobWrites("Good morrow");
            return true;
        });
        ann = Person.at(server.address(), CHROMIUM.desktop(), "ann", "Ann Archer")
                .signUp();
    }

    @AfterEach
    void stopServer() {
        server.close();
        assertThat(ann.complaints).as("what the page complained about").isEmpty();
    }

    @Test
    void showsWhatIsUnreadAndReadsIt() {
        ann.seesUnread("Bob Baker", 1);

        ann.open("Bob Baker").sees("Good morrow");

        assertThat(ann.row("Bob Baker").locator(".badge")).hasCount(0);
        assertThat(receivedSoon("read").get("seq").asLong()).isEqualTo(2);
    }

    @Test
    void sendsWhatWasWrittenOfflineWhenTheServerIsBack() {
        ann.open("Bob Baker").loadSdk();
        server.away = true;
        server.cut(1012);

        ann.write("first").write("second").seesTick("second", "Waiting to be sent");
        ann.awaitWrittenDown("first").awaitWrittenDown("second").page.reload();
        server.away = false;
        ann.page.reload();

        ann.seesTick("first", "Sent").seesTick("second", "Sent");
        assertThat(stored()).containsExactly("Good morrow", "first", "second");
    }

    @Test
    void sendsOnceWhatWasStoredWithoutAnAck() {
        ann.open("Bob Baker");
        server.loseAcks = true;

        ann.write("once").seesTick("once", "Waiting to be sent");
        server.loseAcks = false;

        ann.seesTick("once", "Sent");
        assertThat(stored()).containsExactly("Good morrow", "once");
    }

    @Test
    void keepsARefusedMessageAndSaysWhy() {
        ann.open("Bob Baker");
        server.refuseSends = "rate_limited";

        ann.write("too much");

        assertThat(ann.page.locator(".failure")).containsText("Not sent. That was a bit fast.");
        server.refuseSends = null;
        ann.button("Send again").click();
        ann.seesTick("too much", "Sent");
    }

    @Test
    void pullsWhatIsMissingWhenThereIsAGap() {
        ann.open("Bob Baker").sees("Good morrow");

        server.run(() -> {
            bobWrites("held back");
            server.push(chat, bobWrites("pushed"));
            return true;
        });

        ann.seesExactly(List.of("Good morrow", "held back", "pushed"));
    }

    @Test
    void startsAgainFromTheNewestPageWhenTooMuchIsMissing() {
        ann.open("Bob Baker").sees("Good morrow");
        server.continuity = "too_long";
        server.run(() -> {
            IntStream.rangeClosed(1, 80).forEach(number -> bobWrites("while away " + number + "."));
            return true;
        });

        server.cut(1012);

        ann.sees("while away 80.");
        assertThat(ann.texts()).hasSize(50).doesNotContain("Good morrow");
    }

    @Test
    void asksForNothingWhenItsListIsUpToDate() {
        ann.open("Bob Baker").write("hello").seesTick("hello", "Sent");
        receivedSoon("read");
        server.received.clear();

        server.cut(1012);

        JsonNode hello = receivedSoon("hello");
        List<String> expected = server.run(() -> FakeDigest.of(List.of(chat.row("u_ann"))));
        assertThat(hello.get("digest")).extracting(JsonNode::asText).containsExactlyElementsOf(expected);
    }

    @Test
    void leavesANodeThatDrains() {
        server.run(() -> {
            server.toUser(
                    "u_ann",
                    FakeParley.frame("goaway").put("reconnectAfterMs", 50).put("reason", "draining"));
            server.received.clear();
            return true;
        });

        receivedSoon("hello");
    }

    @Test
    void scrollsBackThroughHistoryWithoutJumping() {
        server.run(() -> {
            IntStream.rangeClosed(1, 200).forEach(number -> bobWrites("line " + number + "."));
            server.position(chat, "u_ann", "read", chat.seq());
            return true;
        });
        ann.page.reload();
        ann.signedIn().open("Bob Baker").sees("line 200.");
        assertThat(ann.texts()).hasSizeLessThan(120);

        ann.page.locator("message-list").evaluate("list => { list.scrollTop = 300; }");
        var mark = ann.message("line 155.");
        double before = mark.boundingBox().y;
        ann.page.waitForCondition(() -> ann.texts().size() > 60);
        double after = mark.boundingBox().y;

        assertThat(after).isCloseTo(before, Offset.offset(3.0));
        ann.scrollBackUntil(() -> ann.texts().size() == 201);
        assertThat(ann.texts()).startsWith("Good morrow", "line 1.", "line 2.");
    }

    @Test
    void keepsTwoTabsInStep() {
        ann.open("Bob Baker");
        Person other = ann.anotherTab().signedIn();

        ann.write("from the first tab");
        other.sees("from the first tab").write("from the second tab");

        ann.sees("from the second tab");
        assertThat(stored()).containsExactly("Good morrow", "from the first tab", "from the second tab");
        other.page.close();
    }

    @Test
    void showsTextAsTextOnly() {
        String text = "<img src=x onerror=alert(1)><b>bold</b> javascript:alert(1)";
        server.run(() -> {
            server.push(chat, bobWrites(text));
            return true;
        });

        ann.open("Bob Baker").sees(text);

        assertThat(ann.page.locator("message-list img, message-list b")).hasCount(0);
    }

    @Test
    void returnsToTheDoorWhenTheDeviceIsRevoked() {
        server.cut(4003);

        assertThat(ann.button("Log in")).isVisible();
        assertThat(ann.page.getByText("This device was signed out.").first()).isVisible();
    }

    @Test
    void saysThatThereIsNoConnectionOnlyWhenThatLasts() {
        server.away = true;
        server.cut(1012);
        assertThat(ann.page.getByText("No connection")).hasCount(0);

        assertThat(ann.page.getByText("No connection").or(ann.page.getByText("Connecting…")))
                .isVisible();
        server.away = false;

        assertThat(ann.page.locator(".connection")).hasCount(0);
    }

    @Test
    void showsTheListForAnAddressThatIsNone() {
        ann.open("Bob Baker");

        ann.page.evaluate("() => { location.hash = '#chat/%'; }");

        assertThat(ann.page.getByText("Choose a conversation")).isVisible();
        ann.page.reload();
        ann.signedIn().open("Bob Baker").sees("Good morrow");
    }

    @Test
    void takesMessagesAsLongAsTheServerDoes() {
        server.textUnits = 20;
        ann.page.reload();
        ann.signedIn().open("Bob Baker");

        assertThat(ann.composer()).hasAttribute("maxlength", "20");
        ann.composer().fill("");
        ann.page.keyboard().type("twenty units, no more of them");

        assertThat(ann.composer()).hasValue("twenty units, no mor");
        assertThat(ann.page.locator(".count")).hasText("0");
    }

    @Test
    void canBeUsedWithTheKeyboardAlone() {
        ann.row("Bob Baker").focus();
        ann.page.keyboard().press("Enter");
        assertThat(ann.composer()).isFocused();
        ann.page.keyboard().type("typed");
        ann.page.keyboard().press("Shift+Enter");
        ann.page.keyboard().type("in two lines");
        ann.page.keyboard().press("Enter");

        ann.sees("typed\nin two lines");
    }

    @Test
    void refusesAWrongNameInWords() {
        Person nobody = Person.at(server.address(), CHROMIUM.phone(), "nobody", "Nobody");
        nobody.page
                .getByLabel("Name", new Page.GetByLabelOptions().setExact(true))
                .fill("nobody");
        nobody.page.getByLabel("Password").fill("wrong password");
        nobody.button("Log in").click();

        assertThat(nobody.page.getByRole(AriaRole.ALERT)).hasText("That name and password do not go together.");
    }

    private ObjectNode bobWrites(String text) {
        return chat.message(BOB, "k" + chat.seq(), text, server.world.now());
    }

    private List<String> stored() {
        return server.run(() -> chat.entries.stream()
                .filter(entry -> entry.has("text"))
                .map(entry -> entry.get("text").asText())
                .toList());
    }

    private JsonNode receivedSoon(String type) {
        ann.page.waitForCondition(() -> newest(type) != null);
        return newest(type);
    }

    private JsonNode newest(String type) {
        return server.received.stream()
                .filter(frame -> frame.get("type").asText().equals(type))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
