package parley.gateway.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code golden/wire}, one for each frame, named {@code side.type[_variant].json}. */
final class GoldenFrames {

    record Golden(String name, String json) {
        @Override
        public String toString() {
            return name;
        }
    }

    private GoldenFrames() {}

    static List<Golden> of(String side) {
        try (Stream<Path> files = Files.list(
                Path.of(GoldenFrames.class.getResource("/golden/wire").toURI()))) {
            return files.filter(file -> file.getFileName().toString().startsWith(side + "."))
                    .sorted()
                    .map(GoldenFrames::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Golden read(Path file) {
        try {
            return new Golden(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
