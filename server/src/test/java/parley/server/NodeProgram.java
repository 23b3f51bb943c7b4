package parley.server;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs for Node, from the folder {@code sdk}. */
public final class NodeProgram {

    public static final Path SDK = Path.of("..", "sdk").toAbsolutePath().normalize();

    private static final long ENDS_WITHIN_MINUTES = 5;

    private NodeProgram() {}

    /** What a program said, and how it ended. */
    public record Outcome(int code, String output) {}

    /** The Node of Playwright's own: no other has to be installed. */
    public static String node() {
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        return Driver.ensureDriverInstalled(environment, false)
                .driverDir()
                .resolve("node")
                .toString();
    }

    public static ProcessBuilder command(Path folder, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(node()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a program to its end. */
    public static Outcome run(Path folder, String... arguments) {
        try {
            Process process = command(folder, Map.of(), arguments).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(ENDS_WITHIN_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("it does not end: " + output);
            }
            return new Outcome(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
