package parley.sdk.conformance;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A rule that is broken on purpose.
 *
 * @param breaks the rule, and how
 * @param type the class in which it is kept
 * @param from what stands there once
 * @param to what stands there instead
 * @param seenBy the case that must fail
 */
public record Mutation(String breaks, String type, String from, String to, String seenBy) {

    /**
     * Compiles the broken class. What is in the folder then, before the SDK on a class path, is the SDK with this fault.
     *
     * @param sources of the SDK
     * @param classPath on which the whole SDK is, and what it needs
     */
    public void plant(Path sources, String classPath, Path folder) throws IOException {
        String whole = Files.readString(sources.resolve("parley/sdk").resolve(type + ".java"));
        if (whole.split(Pattern.quote(from), -1).length != 2) {
            throw new IllegalStateException(type + " has not once: " + from);
        }
        Path broken = Files.createDirectories(folder.resolve("src")).resolve(type + ".java");
        Files.writeString(broken, whole.replace(from, to));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-proc:none", "-cp", classPath, "-d", folder.toString()),
                            null,
                            files.getJavaFileObjects(broken))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(breaks + ": " + complaints);
            }
        }
    }
}
