package parley.system.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import parley.server.NodeProgram;

/**
 * Somebody who does what the documents say, in a folder of their own: writes the files that stand there, and starts them. Only addresses are
 * others than in the documents.
 */
public final class Newcomer {

    /** A setting of a node, as a document has it. */
    private static final Pattern NODE_OPTION = Pattern.compile("-Dparley\\.[^\\s']+");

    private final Path folder;
    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    /** The JavaScript SDK is in the folder as npm puts it there. */
    public Newcomer(Path folder) throws IOException {
        this.folder = folder;
        Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("node_modules")).resolve("parley-client"),
                NodeProgram.SDK.resolve("js"));
    }

    /** From now on this stands where the documents have that. */
    public Newcomer with(String documented, String real) {
        addresses.put(documented, real);
        return this;
    }

    /** A variable for what is started. */
    public Newcomer exporting(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The names of the files that the documents have. */
    public static List<String> files() {
        return DocumentedCode.all().stream()
                .filter(code -> !code.isQuoted())
                .map(DocumentedCode::file)
                .toList();
    }

    /** All settings with which the documents start nodes. */
    public List<String> nodeOptions() throws IOException {
        List<String> options = new ArrayList<>();
        for (Path document : DocumentedCode.documents()) {
            NODE_OPTION
                    .matcher(real(Files.readString(document)))
                    .results()
                    .map(MatchResult::group)
                    .forEach(options::add);
        }
        return options;
    }

    /** Writes a file as a document has it. */
    public Path write(String file) throws IOException {
        DocumentedCode code = DocumentedCode.all().stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no document has " + file));
        return Files.writeString(folder.resolve(file), real(code.code()));
    }

    /** Writes a program for Node and runs it to its end. */
    public String node(String file) throws IOException, InterruptedException {
        write(file);
        return ended(NodeProgram.command(folder, environment, file).start());
    }

    /** Writes a program for Node and starts it. */
    public Process startNode(String file) throws IOException {
        write(file);
        return NodeProgram.command(folder, environment, file).start();
    }

    /** Writes a program in Java and runs it to its end. */
    public String java(String file) throws IOException, InterruptedException {
        return ended(startJava(file));
    }

    /** Writes a program in Java and starts it. It is compiled here, which takes less time than to let a new JVM do it. */
    public Process startJava(String file) throws IOException {
        compile(file);
        return new ProcessBuilder(JavaProgram.command(
                        folder + File.pathSeparator + JavaProgram.classPath(), file.replace(".java", "")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Writes a class and compiles it. */
    public void compile(String file) throws IOException {
        String path = write(file).toString();
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-proc:none", "-cp", JavaProgram.classPath(), path);
        assertThat(status).as(file).isZero();
    }

    private static String ended(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String real(String text) {
        String real = text;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            real = real.replace(address.getKey(), address.getValue());
        }
        return real;
    }
}
