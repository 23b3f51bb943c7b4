package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Makes the pictures in docs/images/web: each screen, light and dark, as wide as a phone, a tablet and a desk. No test, so it runs only
 * when it is asked for by its name.
 */
class WebClientScreens {

    private static final Path FOLDER = Path.of("..", "docs", "images", "web");
    private static final List<int[]> SIZES = List.of(new int[] {390, 780}, new int[] {820, 900}, new int[] {1440, 900});
    private static final int QUALITY = 68;

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    @Test
    void takesPictures() {
        try (FakeParley server = Verona.play()) {
            Person romeo = Person.at(server.address(), CHROMIUM.desktop(), "romeo", "Romeo Montague")
                    .logIn();
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int[] size : SIZES) {
                    BrowserContext browser = CHROMIUM.context(new Browser.NewContextOptions()
                            .setViewportSize(size[0], size[1])
                            .setColorScheme(theme));
                    everyScreen(server, browser, size[0] + "-" + theme.name().toLowerCase(Locale.ROOT));
                    browser.close();
                }
            }
            romeo.page.close();
        }
    }

    private static void everyScreen(FakeParley server, BrowserContext browser, String which) {
        Person juliet = Person.at(server.address(), browser, Verona.ME, "Juliet Capulet");
        assertThat(juliet.button("Log in")).isVisible();
        picture(juliet.page, "signing-in", which);
        juliet.logIn();
        picture(juliet.page, "list", which);
        juliet.open("Romeo Montague").seesStatus("online");
        assertThat(juliet.page.getByText("Parting is such sweet sorrow").last()).isVisible();
        picture(juliet.page, "conversation", which);
        home(juliet, server);
        juliet.open(Verona.GROUP);
        juliet.button("Group info").click();
        assertThat(juliet.button("Leave group")).isVisible();
        picture(juliet.page, "group", which);
        home(juliet, server);
        juliet.button("New chat").click();
        juliet.button("Group").click();
        juliet.page.getByLabel("Name of the group").fill("Secret plans");
        juliet.page.getByLabel("Search people").fill("laurence");
        juliet.page.getByText("@laurence").click();
        juliet.page.getByLabel("Search people").fill("");
        assertThat(juliet.page.getByText("@nurse")).isVisible();
        picture(juliet.page, "new-group", which);
        juliet.page.keyboard().press("Escape");
        juliet.button("Your account").click();
        assertThat(juliet.page.getByText("Safari on iPhone")).isVisible();
        picture(juliet.page, "account", which);
        juliet.page.getByLabel("Language").selectOption("ar");
        juliet.page.keyboard().press("Escape");
        juliet.row("Romeo Montague").click();
        assertThat(juliet.page.locator(".message").last()).isVisible();
        picture(juliet.page, "arabic", which);
    }

    private static void home(Person person, FakeParley server) {
        person.page.navigate(server.address() + "/#");
    }

    private static void picture(Page page, String screen, String which) {
        page.waitForTimeout(350);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(FOLDER.resolve(screen + "-" + which + ".jpg"))
                .setType(ScreenshotType.JPEG)
                .setQuality(QUALITY));
    }
}
