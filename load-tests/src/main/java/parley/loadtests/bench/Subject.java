package parley.loadtests.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A server that is measured, started for it with everything fresh. */
interface Subject extends AutoCloseable {

    /** What the driver is told of it: the dialect first. */
    List<String> driverArguments(Workload workload);

    Map<String, String> driverEnvironment();

    Group server();

    Group database();

    /** How many requests its database got, as it counts them itself; 0 if it does not. */
    double requestsToDatabase();

    /** What the server holds after its garbage was collected: bytes by what they are. */
    ObjectNode settledMemory();

    /** All went well: nobody will want to look into its logs, and they go with it. */
    void forget();

    @Override
    void close();
}
