package parley.persistence.schema;

import java.util.List;
import java.util.stream.Stream;

/**
 * In which order snapshots of the tables are taken while people talk. A snapshot of a table has at least what was written before it was
 * taken, and each table here may point into those after it: so nothing that is kept points to what is not.
 */
public final class BackupOrder {

    /**
     * Lists and states point into the log. A shard that nobody holds, or somebody else, when its row is taken has no entries any more that
     * were written ahead: they are in the log when that is taken; the others are still ahead, or in the log. So tokens come before both: an
     * older one is raised by the next chat that reads a higher one. The log names users. Names, prefixes and devices lead to accounts.
     * What a key signed is older than the key.
     */
    static final List<String> TABLES = List.of(
            "inbox",
            "chat_head",
            "user_chat",
            "receipts",
            "snapshots",
            "chat_log_deleted",
            "shard_tokens",
            "write_ahead",
            "chat_log",
            "node_leases",
            "device",
            "revoked_device",
            "account_name",
            "account_prefix",
            "account",
            "signing_key",
            "schema_lock",
            "schema_version");

    /** Columns are there before rows that have them are read, and what a node has promised of a row after the row. */
    private static final List<String> SYSTEM = List.of("system_auth", "system", "system_schema");

    private BackupOrder() {}

    /** {@code keyspace.table} for each table, then whole keyspaces of Cassandra itself. */
    public static List<String> of(String keyspace) {
        return Stream.concat(TABLES.stream().map(table -> keyspace + "." + table), SYSTEM.stream())
                .toList();
    }
}
