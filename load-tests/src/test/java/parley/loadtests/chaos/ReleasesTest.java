package parley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {

    @TempDir
    private Path folder;

    @Test
    void leadsEachNodeToTheReleaseThatItIsToBe() throws IOException {
        Path present = Files.createDirectory(folder.resolve("present")).toRealPath();
        Path previous = Files.createDirectory(folder.resolve("previous")).toRealPath();
        Releases releases = Releases.prepared(new Releases.Pair(present, previous), folder, 2);

        releases.turn(1, releases.previous());
        assertThat(ledTo(releases, 0)).isEqualTo(present);
        assertThat(ledTo(releases, 1)).isEqualTo(previous);

        releases.turn(1, releases.present());
        assertThat(ledTo(releases, 1)).isEqualTo(present);
    }

    private static Path ledTo(Releases releases, int node) throws IOException {
        return Path.of(releases.environment().get("PARLEY_NODE_DIST_" + node)).toRealPath();
    }
}
