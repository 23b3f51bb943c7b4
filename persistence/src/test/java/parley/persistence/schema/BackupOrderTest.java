package parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BackupOrderTest {

    private static final Pattern CREATED = Pattern.compile("^CREATE TABLE IF NOT EXISTS (\\w+) ");

    @Test
    void hasEveryTableOnce() {
        Set<String> tables = Schema.released().stream()
                .flatMap(version -> version.statements().stream())
                .flatMap(statement -> CREATED.matcher(statement).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        tables.addAll(List.of("schema_lock", "schema_version"));

        assertThat(tables).hasSizeGreaterThan(10);
        assertThat(BackupOrder.TABLES).containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void whatPointsIntoTheLogComesBeforeItAndWhatMovesThere() {
        assertThat(BackupOrder.TABLES)
                .containsSubsequence("inbox", "shard_tokens", "write_ahead", "chat_log")
                .containsSubsequence("chat_head", "chat_log")
                .containsSubsequence(
                        "user_chat", "receipts", "snapshots", "shard_tokens", "chat_log", "account_name", "account");
        assertThat(BackupOrder.of("k"))
                .startsWith("k.inbox")
                .endsWith("k.schema_version", "system_auth", "system", "system_schema");
    }
}
