package parley.system.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.server.NodeProgram;
import parley.server.NodeProgram.Outcome;

/** TypeScript reads the types that stand in the SDK's comments, and finds nothing wrong; nor does who makes the reference of them. */
class TypesIT {

    private static final String WEBJARS = "META-INF/resources/webjars/";

    @TempDir
    Path tools;

    @Test
    void typesOfTheSdkAreWhatTheySay() throws IOException {
        Path typescript = unpack("typescript", tools.resolve("typescript"));
        unpack("types__node", tools.resolve("types/node"));
        unpack("undici-types", tools.resolve("node_modules/undici-types"));

        Outcome outcome = NodeProgram.run(
                NodeProgram.SDK.resolve("js"),
                typescript.resolve("lib/tsc.js").toString(),
                "-p",
                ".",
                "--typeRoots",
                tools.resolve("types").toString());

        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.code()).isZero();
    }

    @Test
    void theReferenceHasAWordOnEverythingThatIsOffered() throws IOException {
        Path typescript = unpack("typescript", tools.resolve("typescript"));
        Path folder = tools.resolve("reference");

        Outcome outcome =
                NodeProgram.run(NodeProgram.SDK.resolve("js"), "reference/generate.js", typescript + "", folder + "");

        assertThat(outcome).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("<h2 id=\"connect\"><code>connect(options)</code></h2>")
                .contains("<dt id=\"Conversation.send\"><code>send(text, once?)</code></dt>")
                .contains("<code>Promise&lt;<a href=\"#Client\">Client</a>&gt;</code>")
                .contains("<dt id=\"Unsent.key\">")
                .contains("Function of <code>parley-client/node</code>. One file, for one process at a time.")
                .doesNotContain("configure()");
    }

    /** The files of a WebJar, without its version in their paths. */
    private static Path unpack(String name, Path to) throws IOException {
        URL folder = TypesIT.class.getClassLoader().getResource(WEBJARS + name + "/");
        assertThat(folder).as("%s on the class path", name).isNotNull();
        try (JarFile jar = ((JarURLConnection) folder.openConnection()).getJarFile()) {
            for (JarEntry entry : jar.stream().toList()) {
                String path = entry.getName();
                if (path.startsWith(WEBJARS) && !entry.isDirectory()) {
                    Path file = to.resolve(path.substring(WEBJARS.length()).replaceFirst("^[^/]+/[^/]+/", ""));
                    Files.createDirectories(file.getParent());
                    Files.copy(jar.getInputStream(entry), file);
                }
            }
        }
        return to;
    }
}
