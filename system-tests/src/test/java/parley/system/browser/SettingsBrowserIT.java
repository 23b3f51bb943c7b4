package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How one likes the client to be. */
class SettingsBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private AnnAndBob two;
    private Person ann;

    @BeforeEach
    void openTheSettings() {
        two = new AnnAndBob(CHROMIUM.desktop(), 3);
        ann = two.ann.open("Bob Baker");
        ann.button("Your account").click();
    }

    @AfterEach
    void stopServer() {
        two.close();
    }

    @Test
    void isDarkOrLightAsOneWishesAlsoAfterAReload() {
        assertThat(background()).isEqualTo("rgb(243, 244, 241)");

        ann.page.getByLabel("Appearance").selectOption("dark");

        ann.page.waitForCondition(() -> background().equals("rgb(16, 20, 18)"));
        ann.page.reload();
        ann.signedIn();
        ann.page.waitForCondition(() -> background().equals("rgb(16, 20, 18)"));
    }

    @Test
    void isCalledAsOneWishesAtOnceAndInAllTabs() {
        Person other = ann.anotherTab().signedIn();
        other.button("Your account").click();

        ann.button("Change your name").click();
        Locator field = ann.page.getByLabel("Shown as");
        assertThat(field).isFocused();
        assertThat(field).hasValue("Ann Archer");
        field.fill("  Anna  ");
        field.press("Enter");

        assertThat(ann.page.getByRole(AriaRole.DIALOG)).containsText("Anna");
        assertThat(ann.button("Change your name")).isFocused();
        assertThat(other.page.getByRole(AriaRole.DIALOG)).containsText("Anna");
        two.server.run(() -> assertThat(two.server.world.displayNames).containsEntry(AnnAndBob.ANN, "Anna"));
        other.page.close();
    }

    @Test
    void keepsItsNameWhenOneThinksBetterOfIt() {
        ann.button("Change your name").click();
        ann.page.getByLabel("Shown as").fill("Anna");
        ann.page.getByLabel("Shown as").press("Escape");

        assertThat(ann.button("Change your name")).isFocused();
        assertThat(ann.page.getByRole(AriaRole.DIALOG)).containsText("Ann Archer");
        two.server.refuseRenames = true;
        ann.button("Change your name").click();
        ann.page.getByLabel("Shown as").fill("Anna");
        ann.button("Save").click();

        assertThat(ann.page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.ALERT))
                .containsText("That was a bit fast.");
        assertThat(ann.page.getByLabel("Shown as")).hasValue("Anna");
    }

    @Test
    void seesAtOnceHowOthersAreCalledFromNowOn() {
        ann.button("Close").click();
        two.server.run(() -> {
            two.server.rename(AnnAndBob.BOB, "Robert");
            return true;
        });

        assertThat(ann.row("Robert")).isVisible();
        assertThat(ann.page.getByLabel("Conversation with Robert")).isVisible();
        two.says("still me");
        assertThat(ann.page.locator("message-list [role=status]")).hasText("Robert: still me");
    }

    @Test
    void standsCloserAsOneWishes() {
        double cosy = ann.row("Bob Baker").boundingBox().height;

        ann.page.getByLabel("Spacing").selectOption("compact");

        ann.page.waitForCondition(() -> ann.row("Bob Baker").boundingBox().height < cosy);
    }

    @Test
    void speaksGermanAtOnceAndInAllTabs() {
        Person other = ann.anotherTab().signedIn();
        ann.page.bringToFront();

        ann.page.getByLabel("Language").selectOption(new SelectOption().setLabel("Deutsch"));

        assertThat(ann.page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Dein Konto")))
                .isVisible();
        assertThat(other.page.getByLabel("Nachricht", new Page.GetByLabelOptions().setExact(true)))
                .isVisible();
        assertThat(other.page.locator("html")).hasAttribute("lang", "de");
        other.page.close();
    }

    @Test
    void readsFromTheRightInArabic() {
        ann.page.getByLabel("Language").selectOption("ar");
        assertThat(ann.page.locator("html")).hasAttribute("dir", "rtl");
        ann.page.keyboard().press("Escape");

        ann.page
                .getByLabel("رسالة", new Page.GetByLabelOptions().setExact(true))
                .fill("مرحبا Bob");
        ann.page.keyboard().press("Enter");

        assertThat(ann.page.locator(".message.mine")).containsText("مرحبا Bob");
        double middle = ann.page.viewportSize().width / 2.0;
        assertThat(ann.page.locator("chat-list nav").boundingBox().x).isGreaterThan(middle);
        assertThat(ann.page.locator(".message.mine").boundingBox().x).isLessThan(middle);
        assertThat(ann.page.locator(".message.theirs").first().boundingBox().x)
                .isGreaterThan(ann.page.locator(".message.mine").boundingBox().x);
        assertThat(sideways(ann.page)).as("nothing to scroll to the side").isZero();
    }

    private Object background() {
        return ann.page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    private static int sideways(Page page) {
        return (int) page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
    }
}
