package parley.server;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvnw} and {@code parley} say on a machine that lacks something; commands of the machine are played by scripts. */
class ScriptsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @BeforeEach
    void fakeCommands() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("jvm"));
    }

    @Test
    void namesTheJdkItNeedsWhenThereIsAnotherOne() throws Exception {
        fake("java", "echo 'openjdk version \"21.0.1\" 2023-10-17' >&2");
        fake("javac", "echo 'javac 21.0.1'");

        Said said = run("mvnw", Map.of("JAVA_HOME", "", "PARLEY_JVM_DIR", folder.resolve("jvm") + ""));

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text())
                .isEqualTo(
                        "parley: Parley needs JDK 17 (Java 21.0.1 is here; Cassandra 5.0 does not run on it): install"
                                + " openjdk-17-jdk-headless, set JAVA_HOME to a JDK 17, or unset PARLEY_NO_INSTALL\n");
    }

    @Test
    void namesTheMirrorWhenThereIsNoNetwork() throws Exception {
        fake(
                "mvn",
                "echo '[ERROR] Could not transfer artifact: repo.example: Temporary failure in name resolution'; exit 1");

        Said said = run("mvnw", Map.of());

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("parley: could not fetch Maven 3.")
                .endsWith(
                        "no network: what is missing cannot be fetched; connect, or have Maven's settings name a repository"
                                + " that can be reached, and run this again");
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        fake("mvn", "echo '[ERROR] java.io.IOException: No space left on device'; exit 1");

        assertThat(run("mvnw", Map.of()).text()).contains("the disk is full: free some space and run this again");
    }

    @Test
    void refusesAMavenThatIsNotTheOneExpected() throws Exception {
        fake(
                "mvn",
                "for a; do case $a in -DoutputDirectory=*) echo forged >\"${a#*=}/apache-maven-3.9.16-bin.zip\";; esac; done");

        Said said = run("mvnw", Map.of());

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).contains("is not the one expected (SHA-512)");
        assertThat(folder.resolve("home/maven")).isEmptyDirectory();
    }

    @Test
    void namesTheVerbsWhenAskedForAnother() throws Exception {
        Said said = run("parley", Map.of(), "frob");

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).isEqualTo("parley: unknown: frob: ./parley help shows what there is\n");
    }

    @Test
    void saysThatTheDemoNeedsADirectoryAfterData() throws Exception {
        Said said = run("parley", Map.of(), "demo", "--data");

        assertThat(said).isEqualTo(new Said(1, "parley: --data needs a directory: ./parley demo --data DIR\n"));
    }

    @Test
    void helpNamesWhatPutsLoadOnACluster() throws Exception {
        Said said = run("parley", Map.of(), "help");

        assertThat(said.status()).isZero();
        assertThat(said.text())
                .contains("./parley load S ")
                .contains("ramp, direct, groups, hot-chat, history, mixed-day, reconnect-storm, deploy, soak")
                .contains("PARLEY_SERVICE_KEY");
    }

    @Test
    void helpNamesWhatMeasures() throws Exception {
        Said said = run("parley", Map.of(), "help");

        assertThat(said.text())
                .contains("./parley bench ")
                .contains("--against ejabberd")
                .contains("--record");
    }

    @Test
    void makesTheReferenceOfBothSdksAndSaysWhereItIs() throws Exception {
        fakeMaven(
                "case $* in *sdk/java*javadoc:javadoc*dependency:unpack*typescript:5.*) ;; *) echo \"[ERROR] $*.java:\"; exit 1 ;; esac");
        fake(
                "node",
                "case $1 in -e) exec " + NodeProgram.node() + " \"$@\" ;;"
                        + " */sdk/js/reference/generate.js) echo \"typescript ${2##*/}\" ;; *) exit 9 ;; esac");

        Said said = run("parley", Map.of(), "docs");

        assertThat(said.text().lines())
                .hasSize(5)
                .contains("Java        " + ROOT + "/target/reference/apidocs/index.html")
                .contains("JavaScript  " + ROOT + "/target/reference/js/index.html")
                .anyMatch(line -> line.matches("typescript 5\\.\\d+\\.\\d+"));
        assertThat(said.status()).isZero();
    }

    @Test
    void theReferenceFailsWhenSomethingIsNotDescribed() throws Exception {
        fakeMaven("");
        fake("node", "case $1 in -e) ;; *) echo 'nothing is said of Client.me'; exit 1 ;; esac");

        Said said = run("parley", Map.of(), "docs");

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).endsWith("nothing is said of Client.me\n");
    }

    @Test
    void namesTheNodeThatTheReferenceNeeds() throws Exception {
        fake("node", "[ $1 = --version ] && echo v16.1.0; exit 1");

        assertThat(run("parley", Map.of(), "docs"))
                .isEqualTo(new Said(1, "parley: Node 18 or later is needed (v16.1.0 is here): put one on the PATH\n"));
    }

    @Test
    void thePeerIsNotStartedInAWrongWay() throws Exception {
        assertThat(run("scripts/peer.sh", Map.of(), "start"))
                .isEqualTo(new Said(
                        1, "parley: --data is missing: it names the directory where the peer keeps everything\n"));
        assertThat(run("scripts/peer.sh", Map.of(), "start", "--data", folder + "/peer", "--fsync", "maybe"))
                .isEqualTo(new Said(1, "parley: --fsync: maybe (expected: on or off)\n"));
        assertThat(run("scripts/peer.sh", Map.of(), "status", "--data", folder + "/peer"))
                .as("nothing runs")
                .isEqualTo(new Said(3, ""));
        assertThat(folder.resolve("peer")).doesNotExist();
    }

    @Test
    void namesWhatThePeerLacks() throws Exception {
        fake("dpkg-query", "case $* in *ejabberd*) exit 1;; *) echo install ok installed;; esac");

        assertThat(run("scripts/peer.sh", Map.of(), "start", "--data", folder + "/peer"))
                .isEqualTo(
                        new Said(
                                1,
                                "parley: missing: ejabberd; install it (apt-get install ejabberd), or unset PARLEY_NO_INSTALL\n"));
    }

    @Test
    void unpacksPrometheusInsteadOfInstallingAService() throws Exception {
        fake("sudo", "exec \"$@\"");
        fake("apt-get", "case $1 in update) ;; download) : >prometheus_2_amd64.deb ;; *) exit 9 ;; esac");
        fake(
                "dpkg-deb",
                "mkdir -p \"$3/usr/bin\" && for tool in prometheus promtool; do"
                        + " echo \"#!/bin/sh\" >\"$3/usr/bin/$tool\" && chmod +x \"$3/usr/bin/$tool\"; done");
        String script = """
                set -euo pipefail
                export PATH=%2$s/bin:/usr/bin:/bin PARLEY_HOME=%2$s/home
                . "%1$s/scripts/host.sh"
                command() { [ "$2" = apt-get ]; }
                use_prometheus
                hash -r
                type -P promtool
                ls "$PARLEY_HOME/log"
                rm %2$s/bin/apt-get
                use_prometheus
                """.formatted(ROOT, folder);

        assertThat(said(script))
                .isEqualTo("parley: fetching prometheus\n" + folder.resolve("home")
                        + "/prometheus/usr/bin/promtool\napt.log\n");
    }

    @Test
    void buildsAgainWhenASourceIsChangedAddedOrDeleted() throws Exception {
        Path sources = Files.createDirectory(folder.resolve("src"));
        Files.writeString(sources.resolve("A.java"), "");
        Files.writeString(sources.resolve("B.java"), "");

        assertThat(buildIfStale()).isEqualTo("built\n");
        assertThat(buildIfStale()).isEmpty();

        Files.delete(sources.resolve("B.java"));
        assertThat(buildIfStale()).as("a source that is gone").isEqualTo("built\n");
        Files.writeString(sources.resolve("C.java"), "");
        Files.setLastModifiedTime(sources.resolve("C.java"), FileTime.fromMillis(0));
        assertThat(buildIfStale()).as("an old file that came").isEqualTo("built\n");
        Files.setLastModifiedTime(
                sources.resolve("A.java"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(buildIfStale()).as("a source that changed").isEqualTo("built\n");
    }

    @Test
    void namesThePreviousReleaseThatIsNotInTheClone() throws Exception {
        Path clone = Files.createDirectory(folder.resolve("clone"));
        String commit = "1234567890123456789012345678901234567890";
        Files.writeString(clone.resolve("previous-release"), "# why\n" + commit + "\n");
        Files.createDirectory(clone.resolve("scripts"));
        for (String script : List.of("previous-release.sh", "host.sh", "build.sh")) {
            Files.copy(
                    ROOT.resolve("scripts").resolve(script),
                    clone.resolve("scripts").resolve(script),
                    COPY_ATTRIBUTES);
        }
        Process init = new ProcessBuilder("git", "init", "--quiet", clone.toString()).start();
        assertThat(init.waitFor()).isZero();

        Said said = run(clone.resolve("scripts/previous-release.sh").toString(), Map.of());

        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text())
                .startsWith("parley: the previous release, commit " + commit + ", is not in this clone (fatal: ")
                .endsWith("): fetch it (git fetch --unshallow), or mend " + clone.toRealPath() + "/previous-release\n");
        assertThat(clone.resolve("server")).doesNotExist();
    }

    private String buildIfStale() throws Exception {
        String script = """
                set -euo pipefail
                ROOT=%1$s
                . "$ROOT/scripts/host.sh"
                . "$ROOT/scripts/build.sh"
                build() { echo built; }
                sources=(%2$s/src)
                build_if_stale %2$s/stamp Parley server package
                """.formatted(ROOT, folder);
        return said(script);
    }

    private static String said(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    /** In the place of the Maven that was fetched. */
    private void fakeMaven(String body) throws IOException {
        Matcher version = Pattern.compile("MAVEN_VERSION=(.*)").matcher(Files.readString(ROOT.resolve("mvnw")));
        assertThat(version.find()).isTrue();
        Path bin = Files.createDirectories(
                folder.resolve("home/maven").resolve(version.group(1)).resolve("bin"));
        script(bin.resolve("mvn"), body);
    }

    private void fake(String name, String body) throws IOException {
        script(folder.resolve("bin").resolve(name), body);
    }

    private static void script(Path script, String body) throws IOException {
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Said run(String script, Map<String, String> environment, String... arguments) throws Exception {
        var builder = new ProcessBuilder(ROOT.resolve(script).toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        var variables = builder.environment();
        variables.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("PARLEY_HOME", folder.resolve("home").toString());
        variables.put("PARLEY_NO_INSTALL", "1");
        variables.putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private record Said(int status, String text) {}
}
