package parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.persistence.TestCassandra;
import parley.persistence.embedded.EmbeddedCassandraException.Reason;

class EmbeddedCassandraIT {

    @TempDir
    Path directory;

    @Test
    void endsWhenItsParentIsGone() throws Exception {
        ProcessBuilder parent = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentMain.class.getName(),
                directory.toString());
        parent.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = parent.start();
        long childPid = Long.parseLong(process.inputReader().readLine());
        ProcessHandle child = ProcessHandle.of(childPid).orElseThrow();

        process.destroyForcibly();

        child.onExit().get(30, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        EmbeddedCassandraOptions options = TestCassandra.options(directory);
        try (ServerSocket taken = new ServerSocket(options.nativePort(), 1, InetAddress.getLoopbackAddress())) {

            EmbeddedCassandraException refused = startFails(options);

            assertThat(refused.reason()).isEqualTo(Reason.PORT_TAKEN);
            assertThat(refused).hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void refusesDataOfANewerVersion() throws IOException {
        Files.writeString(directory.resolve("cassandra-version"), "99.0.1\n");

        EmbeddedCassandraException refused = startFails(TestCassandra.options(directory));

        assertThat(refused.reason()).isEqualTo(Reason.DATA_TOO_NEW);
        assertThat(refused).hasMessageContaining("99.0.1");
    }

    @Test
    void saysThatItIsNotInstalled() {
        EmbeddedCassandraOptions options = EmbeddedCassandraOptions.of(
                directory.resolve("nowhere"), directory.resolve("d"), directory.resolve("c"), 1, 2);

        assertThat(startFails(options).reason()).isEqualTo(Reason.NOT_INSTALLED);
    }

    @Test
    void showsTheLastWordsOfOneThatDied() throws IOException {
        Files.writeString(directory.resolve("data"), "a file where the data directory should be");

        EmbeddedCassandraException died = startFails(TestCassandra.options(directory));

        assertThat(died.reason()).isEqualTo(Reason.DIED_AT_START);
        assertThat(died).hasMessageContaining("exit status").hasMessageContaining("data");
    }

    private static EmbeddedCassandraException startFails(EmbeddedCassandraOptions options) {
        return catchThrowableOfType(EmbeddedCassandraException.class, () -> EmbeddedCassandra.start(options));
    }

    /** Starts a Cassandra, prints its process id, and waits to be killed. */
    static final class ParentMain {

        private ParentMain() {}

        public static void main(String[] args) throws Exception {
            EmbeddedCassandra cassandra = EmbeddedCassandra.start(TestCassandra.options(Path.of(args[0])));
            System.out.println(cassandra.pid());
            cassandra.onExit().join();
        }
    }
}
