package parley.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimerSlackTest {

    @Test
    void isOfTheThreadAndOfThoseThatItStarts() {
        long before = onAThread(TimerSlackTest::ofThisThread);

        long ofOneStartedLater = onAThread(() -> {
            TimerSlack.set(before + 7);
            return onAThread(TimerSlackTest::ofThisThread);
        });

        assertThat(ofOneStartedLater).isEqualTo(before + 7);
        assertThat(onAThread(TimerSlackTest::ofThisThread)).as("of others").isEqualTo(before);
    }

    private static <T> T onAThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, run -> new Thread(run).start())
                .join();
    }

    private static long ofThisThread() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            return Long.parseLong(Files.readString(Path.of("/proc", thread.toString(), "timerslack_ns"))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
