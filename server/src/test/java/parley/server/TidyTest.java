package parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** House rules that no compiler knows, held against every file of the repository. */
class TidyTest {

    private static final int JAVA_LINES_MAX = 400;

    private static final int METHOD_LINES_MAX = 60;

    /** Still above: to be split by subject. */
    private static final Set<String> TOO_LONG = Set.of("ApiTest.java");

    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(");
    private static final Pattern OPEN_TASK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!\\s*\\(?#\\d+)");
    /** A class, and a method or the beginning of its name. */
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?…?`");
    /** A build names no registry: where artifacts come from is the machine's own choice. */
    private static final Pattern REGISTRY =
            Pattern.compile("repo1?\\.maven\\.|repo\\.maven\\.apache|maven\\.google\\.com|registry\\.npmjs|pypi\\.org|"
                    + "jcenter\\.bintray|jitpack\\.io|oss\\.sonatype|deb\\.debian\\.org|archive\\.ubuntu");
    /** Paths that exist on one machine only. */
    private static final Pattern MACHINE_PATH = Pattern.compile("/(home|Users)/[a-z]\\w*/|/root/");

    private static final Set<String> TEXT = Set.of(
            "java", "xml", "conf", "md", "json", "js", "css", "html", "cql", "properties", "sh", "yaml", "yml", "bash");

    private static Path root;
    private static List<Path> files;

    @BeforeAll
    static void listFiles() throws IOException {
        root = Path.of("..").toAbsolutePath().normalize();
        Process git = new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        files = output.lines().map(root::resolve).filter(Files::isRegularFile).toList();
        assertThat(files).as("what git lists").hasSizeGreaterThan(10);
    }

    @Test
    void javaFilesStaySmall() {
        assertThat(files.stream()
                        .filter(TidyTest::isJava)
                        .filter(file -> lines(file).size() > JAVA_LINES_MAX)
                        .map(file -> file.getFileName().toString()))
                .as("Java files of more than %d lines", JAVA_LINES_MAX)
                .isSubsetOf(TOO_LONG);
    }

    @Test
    void methodsStayShort() {
        assertThat(LongMethods.in(files.stream().filter(TidyTest::isJava).toList(), METHOD_LINES_MAX))
                .as("methods of more than %d lines", METHOD_LINES_MAX)
                .isEmpty();
    }

    @Test
    void goldenFilesOfReleasesNeverChange() throws IOException {
        List<Path> folders = files.stream()
                .filter(file -> file.toString().contains("/src/test/resources/golden/"))
                .map(file -> Path.of(file.toString().replaceFirst("/golden/.*", "/golden")))
                .distinct()
                .toList();
        assertThat(folders).isNotEmpty();
        for (Path folder : folders) {
            assertThat(GoldenFiles.changes(folder)).as("%s", folder).isEmpty();
        }
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("/src/test/");
    }

    /** Run by hand, for as long as somebody measures. */
    private static boolean isBenchmark(Path file) {
        return file.toString().endsWith("Benchmark.java");
    }

    @Test
    void linesHaveNoTabsAndNoTrailingSpaces() {
        assertThat(offences(TidyTest::isText, line -> line.contains("\t") || line.endsWith(" ")))
                .isEmpty();
    }

    @Test
    void testsDoNotSleep() {
        assertThat(offences(
                        file -> isJava(file) && isTest(file) && !isBenchmark(file),
                        line -> SLEEP.matcher(line).find()))
                .as("a probe or an await says what is waited for")
                .isEmpty();
    }

    @Test
    void openTasksNameAnIssue() {
        assertThat(offences(TidyTest::isText, line -> OPEN_TASK.matcher(line).find()))
                .isEmpty();
    }

    @Test
    void packagesSayWhatTheyAre() {
        assertThat(files.stream()
                        .filter(file -> isJava(file) && file.toString().contains("/src/main/"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                .as("packages without package-info.java")
                .isEmpty();
    }

    /** A promise is worth what holds it: a test that is renamed takes the document along. */
    @Test
    void testsThatDocumentsNameExist() {
        List<String> missing = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".md")) {
                Matcher named = NAMED_TEST.matcher(String.join("\n", lines(file)));
                while (named.find()) {
                    if (!isTest(named.group(1), named.group(2))) {
                        missing.add(root.relativize(file) + ": " + named.group());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isTest(String type, String method) {
        return files.stream()
                .filter(file -> file.getFileName().toString().equals(type + ".java"))
                .anyMatch(file ->
                        method == null || lines(file).stream().anyMatch(line -> line.contains("void " + method)));
    }

    @Test
    void markdownLinksLeadSomewhere() {
        assertThat(files.stream()
                        .filter(file -> file.toString().endsWith(".md"))
                        .flatMap(file -> MarkdownLinks.brokenIn(file).map(link -> root.relativize(file) + ": " + link)))
                .isEmpty();
    }

    @Test
    void filesNameNoRegistryAndNoMachine() {
        assertThat(offences(
                        file -> isText(file) && !file.endsWith("TidyTest.java"),
                        line -> REGISTRY.matcher(line).find()
                                || MACHINE_PATH.matcher(line).find()))
                .isEmpty();
    }

    /** {@code ./parley} and whoever makes the image build without tests, when there are no test-jars: a fresh checkout would not build. */
    @Test
    void modulesThatAreBuiltWithoutTestsNeedNoTestJars() throws Exception {
        XPathExpression needed = XPathFactory.newInstance()
                .newXPath()
                .compile("/project/dependencies/dependency[type='test-jar']/artifactId");
        List<String> needing = new ArrayList<>();
        for (Path file : files) {
            if (file.endsWith("pom.xml")) {
                String found = needed.evaluate(new InputSource(file.toUri().toString()));
                if (!found.isEmpty()) {
                    needing.add(root.relativize(file) + ": " + found);
                }
            }
        }
        assertThat(needing).isEmpty();
    }

    private static List<String> offences(Predicate<Path> ofFile, Predicate<String> isOffence) {
        var offences = new ArrayList<String>();
        for (Path file : files) {
            if (ofFile.test(file)) {
                List<String> lines = lines(file);
                IntStream.range(0, lines.size())
                        .filter(i -> isOffence.test(lines.get(i)))
                        .forEach(i -> offences.add(root.relativize(file) + ":" + (i + 1) + ": " + lines.get(i)));
            }
        }
        return offences;
    }

    private static boolean isJava(Path file) {
        return file.toString().endsWith(".java");
    }

    /** By its ending, or a script without one. */
    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                ? TEXT.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                : Set.of("parley", "mvnw", "run").contains(name);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new AssertionError(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
