package parley.persistence.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parley.persistence.embedded.EmbeddedCassandraException.Reason;
import parley.persistence.embedded.EmbeddedCassandraOptions.ClientEncryption;

/** What the child process reads and writes: configuration files, made anew at each start, its jars and its logs. */
final class ChildFiles {

    private static final Pattern CASSANDRA_JAR = Pattern.compile("cassandra-all-(\\d+)\\.(\\d+)\\.(\\d+)\\.jar");
    private static final String VERSION_FILE = "cassandra-version";
    private static final int TAIL_BYTES_MAX = 16 << 10;

    private final EmbeddedCassandraOptions options;
    private final List<Path> jars;

    private ChildFiles(EmbeddedCassandraOptions options, List<Path> jars) {
        this.options = options;
        this.jars = jars;
    }

    /** Checks what can be checked without starting anything, then writes the files. */
    static ChildFiles prepare(EmbeddedCassandraOptions options) throws IOException, EmbeddedCassandraException {
        ChildFiles files = new ChildFiles(options, jarsIn(options.libDirectory()));
        String version = files.cassandraVersion();
        Files.createDirectories(files.conf());
        Files.createDirectories(files.logs());
        requireFreeSpace(options.directory());
        files.claimVersion(version);
        files.write("cassandra.yaml");
        files.write("cassandra-logback.xml");
        files.write("cassandra-jvm.options");
        return files;
    }

    private static List<Path> jarsIn(Path directory) throws IOException, EmbeddedCassandraException {
        if (!Files.isDirectory(directory)) {
            throw notInstalled(directory);
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static EmbeddedCassandraException notInstalled(Path directory) {
        return new EmbeddedCassandraException(
                Reason.NOT_INSTALLED,
                "no Cassandra in " + directory + ": build it with mvn -pl persistence/embedded-cassandra package");
    }

    private static void requireFreeSpace(Path directory) throws IOException, EmbeddedCassandraException {
        long free = directory.toFile().getUsableSpace();
        if (free < EmbeddedCassandra.FREE_BYTES_MIN) {
            throw new EmbeddedCassandraException(
                    Reason.DISK_FULL,
                    "only " + (free >> 20) + " MiB free for " + directory + " (expected: at least "
                            + (EmbeddedCassandra.FREE_BYTES_MIN >> 20) + " MiB)");
        }
    }

    private String cassandraVersion() throws EmbeddedCassandraException {
        for (Path jar : jars) {
            Matcher matcher = CASSANDRA_JAR.matcher(fileName(jar));
            if (matcher.matches()) {
                return matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3);
            }
        }
        throw notInstalled(options.libDirectory());
    }

    /** Files of a newer version may be read wrongly by an older one, so the newest version to start here is on record. */
    private void claimVersion(String version) throws IOException, EmbeddedCassandraException {
        Path file = options.directory().resolve(VERSION_FILE);
        if (Files.exists(file)) {
            String writtenBy = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (Runtime.Version.parse(writtenBy).compareTo(Runtime.Version.parse(version)) > 0) {
                throw new EmbeddedCassandraException(
                        Reason.DATA_TOO_NEW,
                        options.directory() + " was written by Cassandra " + writtenBy + ", newer than this one ("
                                + version + "): use that version, or another directory");
            }
        }
        Files.writeString(file, version + "\n", StandardCharsets.UTF_8);
    }

    private void write(String name) throws IOException {
        String text;
        try (InputStream resource =
                Objects.requireNonNull(ChildFiles.class.getResourceAsStream(name), () -> "resource " + name)) {
            text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        text = text.replace("@DIRECTORY@", options.directory().toString().replace("'", "''"))
                .replace("@HOST@", options.surroundings().host())
                .replace("@NATIVE_PORT@", Integer.toString(options.nativePort()))
                .replace("@STORAGE_PORT@", Integer.toString(options.storagePort()))
                .replace("@CLIENT_ENCRYPTION@", clientEncryption());
        Files.writeString(conf().resolve(name), text, StandardCharsets.UTF_8);
    }

    private String clientEncryption() {
        ClientEncryption by = options.encryption();
        return by == null
                ? "{ enabled: false }"
                : "{ enabled: true, optional: false, store_type: PKCS12, keystore: '" + by.keyStore()
                        + "', keystore_password: '" + by.password() + "', truststore: '" + by.trustStore()
                        + "', truststore_password: '" + by.password() + "', require_client_auth: " + by.clientsShow()
                        + " }";
    }

    List<String> systemProperties() {
        return List.of(
                "-Dcassandra.config=" + conf().resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + options.directory(),
                "-Dcassandra.logdir=" + logs(),
                "-Dlogback.configurationFile="
                        + conf().resolve("cassandra-logback.xml").toUri(),
                "-Dparley.cassandra.log=" + log(),
                "-Dparley.cassandra.lock=" + options.directory().resolve("lock"));
    }

    /** The JVM that we run on ourselves. */
    String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String classPath() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    List<Path> jars() {
        return jars;
    }

    Path jvmOptions() {
        return conf().resolve("cassandra-jvm.options");
    }

    Path console() {
        return logs().resolve("console.log");
    }

    private Path log() {
        return logs().resolve("cassandra.log");
    }

    private Path conf() {
        return options.directory().resolve("conf");
    }

    private Path logs() {
        return options.directory().resolve("logs");
    }

    /** The end of what the process logged and of what it printed. */
    String lastLines(int linesMax) {
        return tail(log(), linesMax) + tail(console(), linesMax);
    }

    private static String tail(Path file, int linesMax) {
        try (InputStream input = Files.newInputStream(file)) {
            input.skipNBytes(Math.max(0, Files.size(file) - TAIL_BYTES_MAX));
            List<String> lines = new String(input.readNBytes(TAIL_BYTES_MAX), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - linesMax), lines.size())) + "\n";
        } catch (IOException e) {
            return "";
        }
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
