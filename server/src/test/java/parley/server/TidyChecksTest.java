package parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the checks of {@link TidyTest} find what they are for. */
class TidyChecksTest {

    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void findsMethodsThatAreTooLongWhateverBracesTheirTextHas() throws IOException {
        Path file = write("Example.java", """
                class Example {
                    // }
                    void longer() {
                        String text = "}}";
                        /* } */
                    }

                    @Deprecated
                    void brief() {}

                    class Inner {
                        Inner() {
                            Runnable task = () -> {
                                assert true;
                            };
                        }
                    }
                }
                """);

        assertThat(LongMethods.in(List.of(file), 3))
                .containsExactly("Example.java:3: longer (4 lines)", "Example.java:12: <init> (5 lines)");
        assertThat(LongMethods.in(List.of(file), 5)).isEmpty();
    }

    @Test
    void takesReleasedGoldenFilesThatAreAsTheyWereAndOthersAsTheyAre() throws IOException {
        write("wire/client.send.json", "abc");
        write("wire/client.new.json", "anything");
        released("# a comment", "", HASH_OF_ABC + "  wire/client.send.json");

        assertThat(GoldenFiles.changes(folder)).isEmpty();
    }

    @Test
    void findsReleasedGoldenFilesThatWereChangedOrRemoved() throws IOException {
        write("wire/client.send.json", "abd");
        released(HASH_OF_ABC + "  wire/client.send.json", HASH_OF_ABC + " *wire/client.sync.json", "abc wire");

        assertThat(GoldenFiles.changes(folder))
                .containsExactly(
                        "changed: wire/client.send.json", "gone: wire/client.sync.json", "unreadable: abc wire");
    }

    @Test
    void findsLinksToNoFileAndToNoHeading() throws IOException {
        write("other.md", "# 2.1 `hello`, [welcome](x), list\n\n```\n# no heading\n```\n");
        Path file = write("guide.md", """
                # Here
                [a](other.md) [b](other.md#21-hello-welcome-list) [c](#here) [d](https://example.org/no#where)
                ```
                [e](in-code.md)
                ```
                [f](gone.md) [g](other.md#22) [h](#there) [i](gone.md#here) [j](other.md#no-heading)
                """);

        assertThat(MarkdownLinks.brokenIn(file))
                .containsExactly("gone.md", "other.md#22", "#there", "gone.md#here", "other.md#no-heading");
    }

    private void released(String... lines) throws IOException {
        write("RELEASED", String.join("\n", lines));
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
