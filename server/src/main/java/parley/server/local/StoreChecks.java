package parley.server.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a deployment needs of its database, and of everybody's clock. */
final class StoreChecks {

    /** Tokens are taken half a minute after their end; HTTP tells the time in seconds. */
    private static final Duration SKEW_MAX = Duration.ofSeconds(2);

    private StoreChecks() {}

    static Finding unreachable(List<String> contactPoints, String why) {
        return Finding.error(
                "cassandra",
                "no answer at " + String.join(", ", contactPoints) + " (" + why + ")",
                "its own logs say why (cassandra/logs in the data directory); nothing is acked until it is back."
                        + " One that asks for TLS wants PARLEY_CASSANDRA_TLS, here as for the nodes");
    }

    /** {@code why}: what a handshake, or the reading of its files, failed with. */
    static Finding notTrusted(String why) {
        return Finding.error(
                "cassandra",
                why,
                "PARLEY_CASSANDRA_TLS and the files that it names must be here what they are for the nodes; nodes that"
                        + " run keep their connections, and one that starts ends with the same words");
    }

    static Finding reachable(List<String> contactPoints) {
        return Finding.ok("cassandra", "answers at " + String.join(", ", contactPoints));
    }

    static Finding schema(int found, int known) {
        if (found > known) {
            return Finding.error(
                    "schema",
                    "the tables are of a newer Parley (version " + found + "; this one knows " + known + ")",
                    "run that release: this one does not start on them");
        }
        return found == known
                ? Finding.ok("schema", "version " + found)
                : Finding.error(
                        "schema",
                        (known - found) + " changes of the tables are pending (version " + found + " of " + known + ")",
                        "./parley up applies them; elsewhere the job does, parley.server.SchemaMain");
    }

    /** {@code rows}: of nodes alive lately; {@code engines}: how many run. */
    static Finding leases(int rows, int engines) {
        return rows >= engines
                ? Finding.ok("leases", rows + " rows for " + engines + " engines")
                : Finding.error(
                        "leases",
                        rows + " rows of leases for " + engines + " engines: some may answer for no chats",
                        "docs/runbooks/no-lease.md; rows are written again with the next renewal (2 s)");
    }

    /** How far each clock is from this machine's. */
    static Finding clocks(Map<String, Duration> ahead) {
        Map<String, Duration> wrong = new TreeMap<>(ahead);
        wrong.values().removeIf(by -> by.abs().compareTo(SKEW_MAX) <= 0);
        return wrong.isEmpty()
                ? Finding.ok("clock", "all within " + SKEW_MAX.toSeconds() + " s")
                : Finding.warning(
                        "clock",
                        "clocks differ from this machine's: " + wrong,
                        "let NTP set them: tokens end early or late, and times of messages are wrong");
    }
}
