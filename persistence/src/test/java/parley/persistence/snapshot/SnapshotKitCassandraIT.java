package parley.persistence.snapshot;

import akka.persistence.CapabilityFlag;
import akka.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;
import parley.persistence.TestCassandra;

/** Akka's own test kit for snapshot stores. */
@RunWith(JUnitRunner.class)
public class SnapshotKitCassandraIT extends JavaSnapshotStoreSpec {

    private static final long serialVersionUID = 1;

    public SnapshotKitCassandraIT() {
        super(TestCassandra.shared().config());
    }

    @Override
    public CapabilityFlag supportsSerialization() {
        return CapabilityFlag.on();
    }
}
