package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client for those who use no mouse, or hear the page instead of seeing it. */
class AccessibilityBrowserIT {

    private static final String FOCUSED =
            "() => { const it = document.activeElement; return it === document.body ? '' : it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText"
                    + " ?? it.innerText ?? ''; }";
    private static final int STOPS_MAX = 60;

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private FakeParley server;

    @BeforeEach
    void startServer() {
        server = new FakeParley(0);
        server.run(() -> {
            server.world.addUser("bob", "Bob Baker");
            server.world.addUser("cy", "Cy Cooper");
            return true;
        });
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void axeFindsNothingOnADesk() {
        everyScreen(CHROMIUM.desktop());
    }

    @Test
    void axeFindsNothingOnADarkPhone() {
        everyScreen(CHROMIUM.phone());
    }

    private void everyScreen(BrowserContext browser) {
        Person ann = Person.at(server.address(), browser, "ann", "Ann Archer");
        assertThat(ann.button("Log in")).isVisible();
        Axe.findsNothing(ann.page, "logging in");
        ann.button("Create an account").click();
        Axe.findsNothing(ann.page, "signing up");
        ann.button("Log in").last().click();
        ann.signUp();
        Axe.findsNothing(ann.page, "no chats");
        ann.button("New chat").click();
        ann.page.getByLabel("Search people").fill("c");
        assertThat(ann.page.getByText("@cy")).isVisible();
        Axe.findsNothing(ann.page, "a new chat");
        ann.button("Group").click();
        ann.page.getByText("@cy").click();
        Axe.findsNothing(ann.page, "a new group");
        ann.page.keyboard().press("Escape");
        server.run(() -> {
            FakeWorld.FakeChat chat = server.world.direct(AnnAndBob.BOB, AnnAndBob.ANN);
            chat.message(AnnAndBob.BOB, "k1", "See https://parley.example", server.world.now());
            server.push(chat, chat.message(AnnAndBob.BOB, "k2", "and this", server.world.now()));
            return true;
        });
        ann.seesUnread("Bob Baker", 2);
        Axe.findsNothing(ann.page, "the list");
        ann.open("Bob Baker").write("I see").seesTick("I see", "Sent");
        Axe.findsNothing(ann.page, "a conversation");
        ann.button("Emoji").click();
        assertThat(ann.page.getByText("😀")).isVisible();
        Axe.findsNothing(ann.page, "choosing an emoji");
        ann.page.keyboard().press("Escape");
        ann.page.navigate(server.address() + "/#");
        ann.startGroup("Verona").button("Group info").click();
        assertThat(ann.button("Leave group")).isVisible();
        Axe.findsNothing(ann.page, "a group");
        ann.page.navigate(server.address() + "/#");
        ann.button("Your account").click();
        assertThat(ann.page.getByText("Safari on iPhone")).isVisible();
        Axe.findsNothing(ann.page, "the account");
        ann.button("Change your name").click();
        assertThat(ann.page.getByLabel("Shown as")).isFocused();
        Axe.findsNothing(ann.page, "changing one's name");
        refuseToRename(ann);
        ann.page.getByLabel("Shown as").press("Escape");
        ann.page.getByLabel("Language").selectOption("ar");
        assertThat(ann.page.locator("html")).hasAttribute("dir", "rtl");
        Axe.findsNothing(ann.page, "the account in Arabic");
        assertThat(ann.complaints).isEmpty();
    }

    @Test
    void allCanBeDoneWithTheKeyboardAlone() {
        Page page = CHROMIUM.desktop().newPage();
        page.navigate(server.address());
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Welcome to Parley");

        signUpByKey(page);
        startChatByKey(page);
        startGroupByKey(page);
        leaveGroupByKey(page);
        page.keyboard().press("Control+k");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Conversation with Bob Baker")).isVisible();
        backTo(page, "Your account");
        page.keyboard().press("Enter");
        changeNameByKey(page);
        tabTo(page, "Log out");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Welcome to Parley")))
                .isVisible();
    }

    /** Why a name was not changed stands in the form, and is said. */
    private void refuseToRename(Person ann) {
        server.refuseRenames = true;
        ann.button("Save").click();
        assertThat(ann.page.locator("account-dialog [role=alert]")).not().isEmpty();
        Axe.findsNothing(ann.page, "a name that was refused");
        server.refuseRenames = false;
    }

    /** Gives it up once, then does it; the focus goes to the form and comes back, and the dialog stays. */
    private static void changeNameByKey(Page page) {
        Locator name = page.locator("account-dialog .who bdi");
        for (String given : new String[] {"Escape", "Enter"}) {
            tabTo(page, "Change your name");
            page.keyboard().press("Enter");
            assertThat(page.getByLabel("Shown as", exactly())).isFocused();
            page.keyboard().press("Control+a");
            page.keyboard().type("Anna Fletcher");
            page.keyboard().press(given);
            assertThat(page.getByLabel("Change your name", exactly())).isFocused();
            assertThat(name).hasText(given.equals("Enter") ? "Anna Fletcher" : "Ann Archer");
        }
    }

    private static void signUpByKey(Page page) {
        tabTo(page, "Create an account");
        page.keyboard().press("Enter");
        backTo(page, "Name");
        page.keyboard().type("ann");
        tabTo(page, "Shown as optional");
        page.keyboard().type("Ann Archer");
        tabTo(page, "Password");
        page.keyboard().type("correct horse");
        page.keyboard().press("Enter");
        assertThat(page.getByText("No conversations yet.")).isVisible();
    }

    private static void startChatByKey(Page page) {
        tabTo(page, "New chat");
        page.keyboard().press("Enter");
        tabTo(page, "Search people");
        page.keyboard().type("bob");
        assertThat(page.getByText("@bob")).isVisible();
        tabTo(page, "Bob Baker");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Message", exactly())).isFocused();
        page.keyboard().type("Good morrow");
        page.keyboard().press("Enter");
        assertThat(page.locator(".message")).containsText("Good morrow");
    }

    private static void startGroupByKey(Page page) {
        page.keyboard().press("Escape");
        assertThat(page.locator("a.row")).isFocused();
        backTo(page, "New chat");
        page.keyboard().press("Enter");
        tabTo(page, "Group");
        page.keyboard().press("Enter");
        tabTo(page, "Name of the group");
        page.keyboard().type("Verona");
        tabTo(page, "Search people");
        page.keyboard().type("cy");
        assertThat(page.getByText("@cy")).isVisible();
        tabTo(page, "Cy Cooper");
        page.keyboard().press("Space");
        tabTo(page, "Create group");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Conversation with Verona")).isVisible();
    }

    private static void leaveGroupByKey(Page page) {
        backTo(page, "Group info");
        page.keyboard().press("Enter");
        tabTo(page, "Leave group");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Leave").setExact(true)))
                .isFocused();
        page.keyboard().press("Enter");
        assertThat(page.getByText("You are no longer in this group.").first()).isVisible();
    }

    @Test
    void aRowThatMovesInTheListKeepsTheFocus() {
        server.world.addUser("dan", "Dan Dyer");
        Person ann = Person.at(server.address(), CHROMIUM.desktop(), "ann", "Ann Archer")
                .signUp();
        for (String who : new String[] {"u_bob", "u_dan", "u_cy"}) {
            writes(who);
        }
        assertThat(ann.page.locator(".row").last()).containsText("Bob Baker");
        ann.row("Bob Baker").focus();

        writes("u_bob");

        assertThat(ann.page.locator(".row").first()).containsText("Bob Baker");
        assertThat(ann.row("Bob Baker")).isFocused();
    }

    private void writes(String who) {
        server.run(() -> {
            FakeWorld.FakeChat chat = server.world.direct(who, AnnAndBob.ANN);
            server.push(chat, chat.message(who, "k" + chat.seq(), "well met", server.world.now()));
            return true;
        });
    }

    @Test
    void aScreenReaderFindsItsWayAndHearsWhatComes() {
        AnnAndBob two = new AnnAndBob(CHROMIUM.desktop(), 1);
        Page page = two.ann.open("Bob Baker").page;
        two.ann.write("Good morrow").seesTick("Good morrow", "Sent");

        assertThat(page.locator("body")).matchesAriaSnapshot("""
                - link "Skip to the conversation"
                - complementary "Chats":
                  - button "Your account"
                  - heading "Chats" [level=1]
                  - button "New chat"
                  - search:
                    - searchbox "Search chats and people"
                  - navigation "Chats":
                    - link /Bob Baker .* You. Good morrow/
                - main "Conversation with Bob Baker":
                  - heading "Bob Baker" [level=2]
                  - log "Messages":
                    - text: /Bob Baker line 1/
                    - text: You Good morrow
                    - img "Sent"
                  - status
                  - button "Emoji"
                  - textbox "Message"
                  - button "Send" [disabled]
                """);
        two.says("And to you");
        assertThat(page.locator("message-list [role=status]")).hasText("Bob Baker: And to you");
        assertThat(page.locator(".names .status")).hasAttribute("aria-live", "polite");
        assertThat(page.getByRole(AriaRole.LOG)).hasAttribute("aria-live", "off");

        two.server.away = true;
        two.server.cut(1012);
        assertThat(page.locator(".connection")).hasAttribute("role", "status");
        two.server.away = false;
        two.close();
    }

    private static void tabTo(Page page, String label) {
        goTo(page, label, "Tab");
    }

    private static void backTo(Page page, String label) {
        goTo(page, label, "Shift+Tab");
    }

    /** Presses a key until the focus is on what begins with a label. */
    private static void goTo(Page page, String label, String key) {
        StringBuilder seen = new StringBuilder();
        for (int stop = 0; stop < STOPS_MAX; stop++) {
            page.keyboard().press(key);
            String focused = String.valueOf(page.evaluate(FOCUSED)).strip();
            if (focused.lines().anyMatch(line -> line.strip().equals(label))) {
                return;
            }
            seen.append(focused).append(" | ");
        }
        throw new AssertionError("never came to " + label + ": " + seen);
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
