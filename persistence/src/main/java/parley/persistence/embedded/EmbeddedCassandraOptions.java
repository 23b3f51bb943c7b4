package parley.persistence.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run the child process. All paths become absolute.
 *
 * @param libDirectory the child's jars ({@code persistence/embedded-cassandra/target/cassandra-lib} in a build tree)
 * @param directory configuration, data, commit log and logs; one process at a time
 * @param cacheDirectory class data archives (about 70 MB for each version and place of the jars), shared by many directories
 * @param nativePort where CQL clients connect
 * @param storagePort where other nodes would connect
 * @param heapMinMb initial heap; Cassandra pins it in memory
 * @param heapMaxMb largest heap
 * @param shortLived compiles with the quick compiler only: starts sooner, runs slower; and forgets its tables when it is killed (stopped in order it
 *     does not); for tests
 * @param startTimeout how long to wait for CQL to answer
 * @param jvmArguments more arguments for the child's JVM
 * @param surroundings on which address it listens, and what stands around its command
 * @param encryption null: clients speak in plain text
 */
public record EmbeddedCassandraOptions(
        Path libDirectory,
        Path directory,
        Path cacheDirectory,
        int nativePort,
        int storagePort,
        int heapMinMb,
        int heapMaxMb,
        boolean shortLived,
        Duration startTimeout,
        List<String> jvmArguments,
        Surroundings surroundings,
        @Nullable ClientEncryption encryption) {

    /**
     * The network and the environment of the child process.
     *
     * @param host the address that it listens on, reachable from here
     * @param launcher stands before its command and becomes it, to put it into a network of its own; may be empty
     * @param environment more variables
     */
    public record Surroundings(String host, List<String> launcher, Map<String, String> environment) {

        /** 127.0.0.1 of this machine. */
        public static final Surroundings LOOPBACK = new Surroundings("127.0.0.1", List.of(), Map.of());

        public Surroundings {
            launcher = List.copyOf(launcher);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * TLS between it and its clients, and nothing else. Stores are PKCS#12.
     *
     * @param keyStore what it shows
     * @param trustStore whom it trusts, where clients have to show something; it must trust what it shows itself
     * @param password of both
     * @param clientsShow whether clients have to show a certificate
     */
    public record ClientEncryption(Path keyStore, Path trustStore, String password, boolean clientsShow) {

        public ClientEncryption {
            keyStore = keyStore.toAbsolutePath().normalize();
            trustStore = trustStore.toAbsolutePath().normalize();
        }
    }

    public static final int HEAP_MIN_MB_DEFAULT = 64;
    public static final int HEAP_MAX_MB_DEFAULT = 384;
    public static final Duration START_TIMEOUT_DEFAULT = Duration.ofSeconds(90);

    public EmbeddedCassandraOptions {
        libDirectory = libDirectory.toAbsolutePath().normalize();
        directory = directory.toAbsolutePath().normalize();
        cacheDirectory = cacheDirectory.toAbsolutePath().normalize();
        jvmArguments = List.copyOf(jvmArguments);
        if (nativePort == storagePort) {
            throw new IllegalArgumentException("storagePort: " + storagePort + " (expected: not the native port)");
        }
        if (heapMinMb < 1 || heapMaxMb < heapMinMb) {
            throw new IllegalArgumentException(
                    "heap: " + heapMinMb + " to " + heapMaxMb + " MB (expected: 1 <= min <= max)");
        }
    }

    /** Small heap, full compiler, 90 s to start. */
    public static EmbeddedCassandraOptions of(
            Path libDirectory, Path directory, Path cacheDirectory, int nativePort, int storagePort) {
        return new EmbeddedCassandraOptions(
                libDirectory,
                directory,
                cacheDirectory,
                nativePort,
                storagePort,
                HEAP_MIN_MB_DEFAULT,
                HEAP_MAX_MB_DEFAULT,
                false,
                START_TIMEOUT_DEFAULT,
                List.of(),
                Surroundings.LOOPBACK,
                null);
    }

    public EmbeddedCassandraOptions withHeapMb(int min, int max) {
        return new EmbeddedCassandraOptions(
                libDirectory,
                directory,
                cacheDirectory,
                nativePort,
                storagePort,
                min,
                max,
                shortLived,
                startTimeout,
                jvmArguments,
                surroundings,
                encryption);
    }

    public EmbeddedCassandraOptions in(Surroundings other) {
        return new EmbeddedCassandraOptions(
                libDirectory,
                directory,
                cacheDirectory,
                nativePort,
                storagePort,
                heapMinMb,
                heapMaxMb,
                shortLived,
                startTimeout,
                jvmArguments,
                other,
                encryption);
    }

    public EmbeddedCassandraOptions forShortLife() {
        return new EmbeddedCassandraOptions(
                libDirectory,
                directory,
                cacheDirectory,
                nativePort,
                storagePort,
                heapMinMb,
                heapMaxMb,
                true,
                startTimeout,
                jvmArguments,
                surroundings,
                encryption);
    }

    public EmbeddedCassandraOptions encrypted(ClientEncryption by) {
        return new EmbeddedCassandraOptions(
                libDirectory,
                directory,
                cacheDirectory,
                nativePort,
                storagePort,
                heapMinMb,
                heapMaxMb,
                shortLived,
                startTimeout,
                jvmArguments,
                surroundings,
                by);
    }
}
