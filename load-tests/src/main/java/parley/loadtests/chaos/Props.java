package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.faults.ClockSkew;
import parley.loadtests.faults.SmallDisk;

/**
 * What scenarios need besides the cluster.
 *
 * @param roads the networks of those who have one of their own, by name
 * @param store the database, as seen by somebody else
 * @param clocks by how much the clock of each child is wrong can be said here; empty where that was not prepared
 * @param smallDisk the database's; null where it shares the machine's
 * @param nodeReleases null where nodes run what was just built
 */
record Props(
        Map<String, Road> roads,
        StoreProbe store,
        List<Clock> clocks,
        @Nullable SmallDisk smallDisk,
        @Nullable Releases nodeReleases) {

    /** The clock of one child of the cluster. */
    interface Clock {
        ClockSkew by(Duration skew);
    }

    SmallDisk disk() {
        if (smallDisk == null) {
            throw new IllegalStateException("the database was not started on a small disk");
        }
        return smallDisk;
    }

    Releases releases() {
        if (nodeReleases == null) {
            throw new IllegalStateException("the nodes were started without --releases");
        }
        return nodeReleases;
    }

    List<Road> allRoads() {
        return new ArrayList<>(roads.values());
    }
}
