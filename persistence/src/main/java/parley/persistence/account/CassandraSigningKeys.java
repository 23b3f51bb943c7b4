package parley.persistence.account;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.account.SigningKeys;
import parley.persistence.Cql;

/** Signing keys in Cassandra, in one partition; of two nodes that add a key of one number, a lightweight transaction picks one. */
public final class CassandraSigningKeys implements SigningKeys {

    private static final String RING = "access";

    private final Cql cql;
    private final Cql.Prepared insert;
    private final Cql.Prepared select;

    public CassandraSigningKeys(Cql cql) {
        this.cql = cql;
        insert = cql.prepare(
                "INSERT INTO %s (ring, number, key, created_at, signs_from) VALUES ('" + RING
                        + "', ?, ?, ?, ?) IF NOT EXISTS USING TTL ?",
                "signing_key");
        select = cql.prepare("SELECT * FROM %s WHERE ring = '" + RING + "'", "signing_key");
    }

    @Override
    public CompletionStage<List<StoredKey>> all() {
        List<StoredKey> keys = new ArrayList<>();
        return Answers.of(
                "read signing keys",
                Answers.serial(cql, select.bind())
                        .thenCompose(page -> Cql.forEach(page, row -> keys.add(key(row)), () -> false))
                        .thenApply(done -> List.copyOf(keys)));
    }

    @Override
    public CompletionStage<Boolean> add(StoredKey key, Duration timeToLive) {
        return Answers.of(
                "add signing key",
                Answers.conditional(cql, insert.bind(key.number(), key.text(), key.createdAt(), key.signsFrom(), (int)
                                timeToLive.toSeconds()))
                        .thenApply(result -> result.wasApplied()));
    }

    private static StoredKey key(Row row) {
        return new StoredKey(
                row.getInt("number"), Answers.text(row, "key"), row.getLong("created_at"), row.getLong("signs_from"));
    }
}
