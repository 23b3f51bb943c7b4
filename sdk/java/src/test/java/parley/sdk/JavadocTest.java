package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What app teams read of this SDK: something of everything, and nothing that is wrong. */
class JavadocTest {

    /** A sentence that says what is answered needs no tag that says it again. */
    private static final String NO_TAG = "no @(param|return|throws)\\b.*";

    @TempDir
    private Path classes;

    @Test
    void everythingThatIsPublicIsDescribed() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        List<String> options = List.of("-proc:none", "-Xdoclint:all/public", "-Xmaxwarns", "1000", "-d", classes + "");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(said, Locale.ROOT, null);
                Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> files =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            // All that it finds wrong it says.
            var unused = compiler.getTask(
                            null, manager, said, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        assertThat(said.getDiagnostics()).as("also what is not counted here").isNotEmpty();
        assertThat(said.getDiagnostics().stream()
                        .filter(each -> !each.getMessage(Locale.ROOT).matches(NO_TAG))
                        .map(JavadocTest::text))
                .isEmpty();
    }

    private static String text(Diagnostic<? extends JavaFileObject> said) {
        return said.getSource().getName() + ":" + said.getLineNumber() + ": " + said.getMessage(Locale.ROOT);
    }
}
