package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two tabs of one browser never disagree, whichever of them one uses. */
class TabsBrowserIT {

    private static final String DRAFTS =
            "() => Object.keys(localStorage).filter((key) => key.startsWith('parley-draft'))";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private AnnAndBob two;
    private Person first;
    private Person second;

    @BeforeEach
    void openTwoTabs() {
        two = new AnnAndBob(CHROMIUM.desktop(), 3);
        first = two.ann;
        second = first.anotherTab().signedIn();
    }

    @AfterEach
    void stopServer() {
        two.close();
        assertThat(second.complaints).as("what the other page complained about").isEmpty();
    }

    @Test
    void whatWaitsIsSeenInBothAndSentOnce() {
        second.open("Bob Baker");
        first.open("Bob Baker");
        two.server.away = true;
        two.server.cut(1012);

        first.write("from the first").seesTick("from the first", "Waiting to be sent");
        second.seesTick("from the first", "Waiting to be sent").write("from the second");
        first.seesTick("from the second", "Waiting to be sent");
        two.server.away = false;

        List<String> expected = List.of("line 1.", "line 2.", "line 3.", "from the first", "from the second");
        for (Person tab : List.of(first, second)) {
            tab.seesTick("from the first", "Sent")
                    .seesTick("from the second", "Sent")
                    .seesExactly(expected);
        }
        assertThat(stored()).isEqualTo(expected);
    }

    @Test
    void whatIsBegunInOneIsGoneOnWithInTheOther() {
        first.open("Bob Baker");
        second.open("Bob Baker");

        first.composer().fill("half a thought");
        assertThat(second.composer()).hasValue("half a thought");
        second.composer().pressSequentially(", and more");
        assertThat(first.composer()).hasValue("half a thought, and more");
        second.composer().press("Enter");

        first.sees("half a thought, and more");
        assertThat(first.composer()).hasValue("");
        first.page.reload();
        first.signedIn().sees("half a thought, and more");
        assertThat(first.composer()).hasValue("");
        assertThat(stored()).endsWith("half a thought, and more").hasSize(4);
    }

    @Test
    void whatIsReadInOneIsReadInTheOther() {
        for (Person tab : List.of(first, second)) {
            tab.seesUnread("Bob Baker", 3);
            assertThat(tab.page).hasTitle("(1) Parley");
        }

        first.open("Bob Baker").sees("line 3.");

        for (Person tab : List.of(first, second)) {
            assertThat(tab.row("Bob Baker").locator(".badge")).hasCount(0);
            assertThat(tab.page).hasTitle("Parley");
        }
    }

    @Test
    void whatIsChosenInOneHoldsInTheOther() {
        first.button("Your account").click();
        first.page.getByLabel("Appearance").selectOption("dark");

        second.page.waitForCondition(() -> Objects.equals(background(first), background(second)));
        assertThat(second.page.locator("html")).hasAttribute("data-theme", "dark");
        second.button("Your account").click();
        assertThat(second.page.getByLabel("Appearance")).hasValue("dark");
        second.page.getByLabel("Spacing").selectOption("compact");

        assertThat(first.page.locator("html")).hasAttribute("data-density", "compact");
        assertThat(first.page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void whoeverLogsOutOrInDoesSoInBoth() {
        second.open("Bob Baker").composer().fill("a secret");
        second.page.waitForCondition(() -> !drafts().isEmpty());

        first.button("Your account").click();
        first.button("Log out").click();

        assertThat(second.button("Log in")).isVisible();
        assertThat(second.page.getByText("Bob Baker")).hasCount(0);
        assertThat(drafts()).isEmpty();
        Person cy = Person.of(second.page, "cyd", "Cyd Cooper").signUp();
        assertThat(first.page.getByText("No conversations yet.")).isVisible();
        first.button("Your account").click();
        assertThat(first.page.getByText("@cyd")).isVisible();
        assertThat(cy.complaints).isEmpty();
    }

    private List<?> drafts() {
        return (List<?>) second.page.evaluate(DRAFTS);
    }

    private List<String> stored() {
        return two.server.run(() -> two.chat.entries.stream()
                .filter(entry -> entry.has("text"))
                .map(entry -> entry.get("text").asText())
                .toList());
    }

    private static Object background(Person person) {
        return person.page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }
}
