package parley.loadtests.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults that people ask for, one at a time: by name in the terminal, or on the page. Thread-safe. */
final class Wishes {

    static final String QUIT = "quit";

    private static final Logger log = LoggerFactory.getLogger(Wishes.class);

    private final List<String> choices;
    private final BlockingQueue<String> asked = new ArrayBlockingQueue<>(1);

    /** @param choices what can be asked for; empty when nothing can */
    Wishes(List<String> choices) {
        this.choices = List.copyOf(choices);
    }

    List<String> choices() {
        return choices;
    }

    /** False when there is no such fault, or another one is asked for already. */
    boolean ask(String name) {
        return (choices.contains(name) || name.equals(QUIT)) && asked.offer(name);
    }

    /** Takes lines from a terminal, in a thread that ends with the program. */
    void listen(InputStream in) {
        Thread listener = new Thread(() -> read(in), "wishes");
        listener.setDaemon(true);
        listener.start();
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!ask(line.strip())) {
                    log.warn("not now, or no such fault: {}", line.strip());
                }
            }
        } catch (IOException e) {
            log.debug("terminal is gone reason={}", e.toString());
        }
    }

    /** The next wish; null when somebody wants to stop, or the time is over. */
    @Nullable
    String next(long untilNanos) throws InterruptedException {
        String wish = asked.poll(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        return wish == null || wish.equals(QUIT) ? null : wish;
    }
}
