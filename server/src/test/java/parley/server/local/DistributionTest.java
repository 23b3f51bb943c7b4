package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {

    @TempDir
    private Path folder;

    private Distribution own;

    @BeforeEach
    void makeDistributions() throws IOException {
        own = new Distribution(make("own"));
    }

    @Test
    void isTheOwnOneOfNodesThatNobodyNamesOneFor() throws IOException {
        Path other = make("other");

        assertThat(own.ofNode(1, Map.of("PARLEY_NODE_DIST_2", other.toString())))
                .isEqualTo(own);
        assertThat(own.ofNode(2, Map.of("PARLEY_NODE_DIST_2", other.toString())))
                .isEqualTo(new Distribution(other));
    }

    @Test
    void followsALinkWheneverANodeStarts() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), own.root());
        var environment = Map.of("PARLEY_NODE_DIST_0", link.toString());
        Distribution before = own.ofNode(0, environment);
        Path other = make("other");

        Files.delete(link);
        Files.createSymbolicLink(link, other);

        assertThat(before).isEqualTo(own);
        assertThat(own.ofNode(0, environment)).isEqualTo(new Distribution(other));
    }

    @Test
    void refusesWhatIsNoDistribution() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path missing = folder.resolve("missing");

        for (Path wrong : new Path[] {empty, missing}) {
            assertThatThrownBy(() -> own.ofNode(0, Map.of("PARLEY_NODE_DIST_0", wrong.toString())))
                    .isInstanceOf(ClusterFault.class)
                    .hasMessage("PARLEY_NODE_DIST_0: there is no distribution at " + wrong
                            + ": name a directory like server/target/dist");
        }
    }

    private Path make(String name) throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        Files.createDirectory(root.resolve("lib"));
        return root.toRealPath();
    }
}
