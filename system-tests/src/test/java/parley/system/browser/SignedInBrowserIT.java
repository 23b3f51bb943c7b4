package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client stays signed in, whatever the time and wherever its page came from. */
class SignedInBrowserIT {

    /** Long enough for no renewal while a test signs in; it is due 30 to 90 s before the end. */
    private static final Duration ACCESS = Duration.ofMinutes(5);

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private FakeParley server;
    private BrowserContext browser;

    @BeforeEach
    void startServer() {
        server = new FakeParley(0);
        server.accessMs = ACCESS.toMillis();
        // Hours that pass in a moment are no silence.
        server.heartbeatMs = Duration.ofDays(1).toMillis();
        server.run(() -> {
            server.world.addUser("bob", "Bob Baker");
            return server.world.direct("u_bob", "u_ann");
        });
        browser = CHROMIUM.desktop();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void renewsItsTokenInTimeAlsoAfterAReload() {
        browser.clock().install();
        Person ann = ann(server.address());
        ann.page.reload();
        ann.signedIn();
        server.received.clear();

        browser.clock().fastForward(ACCESS.minusSeconds(20).toMillis());

        ann.page.waitForCondition(() -> server.refreshes.get() == 1);
        ann.page.waitForCondition(() -> server.received.stream()
                .anyMatch(frame -> frame.get("type").asText().equals("hello")));
    }

    @Test
    void renewsAgainSoonAfterAFailure() {
        browser.clock().install();
        Person ann = ann(server.address());
        server.failRefreshes = true;

        browser.clock().fastForward(ACCESS.minusSeconds(20).toMillis());
        ann.page.waitForCondition(() -> server.refreshes.get() >= 1);
        server.received.clear();
        server.failRefreshes = false;

        ann.page.waitForCondition(() -> server.received.stream()
                .anyMatch(frame -> frame.get("type").asText().equals("hello")));
    }

    @Test
    void renewsNothingOnlyBecauseItsClockIsAhead() {
        long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        browser.clock().install(new Clock.InstallOptions().setTime(tomorrow));

        ann(server.address()).open("Bob Baker").write("early").seesTick("early", "Sent");

        assertThat(server.refreshes).hasValue(0);
    }

    @Test
    void sendsAndRenewsOnAPageThatCameOverPlainHttp() {
        browser.clock().install();
        Person ann = ann("http://" + Chromium.ELSEWHERE + ":" + server.port());
        assertThat(ann.page.evaluate("() => isSecureContext")).isEqualTo(false);

        ann.open("Bob Baker").write("in the clear").seesTick("in the clear", "Sent");
        browser.clock().fastForward(ACCESS.minusSeconds(20).toMillis());

        ann.page.waitForCondition(() -> server.refreshes.get() == 1);
        assertThat(ann.complaints).isEmpty();
    }

    private Person ann(String address) {
        return Person.at(address, browser, "ann", "Ann Archer").signUp();
    }
}
