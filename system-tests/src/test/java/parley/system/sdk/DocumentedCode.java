package parley.system.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import parley.server.NodeProgram;

/**
 * Code that stands in a document. After its language a block says what it is: the name of a file that a reader writes ({@code js hello.mjs}),
 * which a test runs, or the path of a file in this repository, from which it is quoted.
 *
 * @param place the document and the line, for who has to look there
 * @param file empty for a block that says nothing
 */
public record DocumentedCode(String place, String language, String file, String code) {

    private static final Path ROOT = NodeProgram.SDK.getParent();
    private static final Pattern FENCE = Pattern.compile("```(\\S*) ?(.*)");
    private static final Set<String> PROGRAMS = Set.of("js", "java", "html");

    /** Where app teams read: each block of these is run or quoted. */
    public static List<Path> documents() {
        try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guides"))) {
            return Stream.concat(
                            Stream.of(
                                            "docs/quick-start.md",
                                            "docs/concepts.md",
                                            "sdk/js/README.md",
                                            "sdk/java/README.md")
                                    .map(ROOT::resolve),
                            guides.sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs and pages in all {@link #documents}. */
    public static List<DocumentedCode> all() {
        return documents().stream().flatMap(document -> in(document).stream()).toList();
    }

    /** The programs and pages in a document. */
    static List<DocumentedCode> in(Path document) {
        List<DocumentedCode> found = new ArrayList<>();
        List<String> lines = lines(document);
        for (int start = 0; start < lines.size(); start++) {
            Matcher fence = FENCE.matcher(lines.get(start));
            if (fence.matches()) {
                int end = start + 1 + lines.subList(start + 1, lines.size()).indexOf("```");
                if (PROGRAMS.contains(fence.group(1))) {
                    String code = String.join("\n", lines.subList(start + 1, end)) + "\n";
                    String place = document.getFileName() + ":" + (start + 1);
                    found.add(new DocumentedCode(place, fence.group(1), fence.group(2), code));
                }
                start = end;
            }
        }
        return found;
    }

    /** Whether it is a part of a file in this repository. */
    public boolean isQuoted() {
        return file.contains("/");
    }

    /** Whether it stands like this in the file that it names, further to the left at most. */
    boolean isQuotedRightly() {
        Path source = ROOT.resolve(file);
        return Files.isRegularFile(source)
                && withoutIndent(String.join("\n", lines(source))).contains(withoutIndent(code));
    }

    private static String withoutIndent(String text) {
        return ("\n" + text + "\n").replaceAll("\n[ \n]+", "\n");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
