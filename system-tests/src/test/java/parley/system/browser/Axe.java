package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What axe-core finds on a page that not everybody can use: the rules of WCAG 2.2 AA, and its own best practices. */
final class Axe {

    private static final String SCRIPT = script();
    private static final String VIOLATIONS = "async () => { await Promise.allSettled(document.getAnimations()"
            + ".filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished));"
            + " return (await axe.run(document, { resultTypes: ['violations'] })).violations"
            + ".flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)); }";

    private Axe() {}

    static void findsNothing(Page page, String screen) {
        if (page.evaluate("() => typeof axe").equals("undefined")) {
            page.evaluate(SCRIPT);
        }
        List<?> violations = (List<?>) page.evaluate(VIOLATIONS);
        assertThat(violations).as(screen).isEmpty();
    }

    private static String script() {
        try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
