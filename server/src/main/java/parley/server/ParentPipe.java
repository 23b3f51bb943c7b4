package parley.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process when the one that started it is gone, however that went: the parent holds the other end of standard input,
 * and the system closes it. The node leaves in order if it can within {@link #ORDERLY_EXIT}, then it is halted: its database
 * has lost the same parent and may not answer any more.
 */
final class ParentPipe {

    private static final Duration ORDERLY_EXIT = Duration.ofSeconds(12);

    private static final Logger log = LoggerFactory.getLogger(ParentPipe.class);

    private ParentPipe() {}

    static void watch(InputStream input) {
        startDaemon("parent-pipe", () -> {
            awaitEnd(input);
            log.info("parent gone");
            startDaemon("exit-limit", ParentPipe::haltWhenStuck);
            System.exit(0);
        });
    }

    private static void awaitEnd(InputStream input) {
        try {
            input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            log.debug("parent pipe broken", e);
        }
    }

    private static void haltWhenStuck() {
        try {
            TimeUnit.NANOSECONDS.sleep(ORDERLY_EXIT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void startDaemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
