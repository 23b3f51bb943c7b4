package parley.persistence.journal;

import akka.persistence.CapabilityFlag;
import akka.persistence.japi.journal.JavaJournalSpec;
import com.typesafe.config.ConfigFactory;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;
import parley.persistence.TestCassandra;

/** Akka's own test kit for journals. */
@RunWith(JUnitRunner.class)
public class JournalKitCassandraIT extends JavaJournalSpec {

    private static final long serialVersionUID = 1;

    public JournalKitCassandraIT() {
        super(ConfigFactory.parseString("parley.journal.support-deletes = on")
                .withFallback(TestCassandra.shared().config()));
    }

    @Override
    public CapabilityFlag supportsRejectingNonSerializableObjects() {
        return CapabilityFlag.on();
    }

    @Override
    public CapabilityFlag supportsSerialization() {
        return CapabilityFlag.on();
    }
}
