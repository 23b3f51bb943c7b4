package parley.persistence.account;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import parley.engine.account.RevokedDevices;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.persistence.Cql;

/** Revocations in Cassandra, in partitions of five minutes: a poll reads the newest one or two. */
public final class CassandraRevokedDevices implements RevokedDevices {

    private static final long SLOT_MS = Duration.ofMinutes(5).toMillis();

    /** More than revocations are kept for, which is a week at most. */
    private static final int SLOTS_MAX = 8 * 24 * 12;

    private final Cql.Prepared insert;
    private final Cql.Prepared select;

    public CassandraRevokedDevices(Cql cql) {
        insert = cql.prepare(
                "INSERT INTO %s (slot, at, user, device) VALUES (?, ?, ?, ?) USING TTL ?", "revoked_device");
        select = cql.prepare("SELECT at, user, device FROM %s WHERE slot = ? AND at >= ? LIMIT ?", "revoked_device");
    }

    @Override
    public CompletionStage<Void> add(Revoked revoked, Duration timeToLive) {
        return Answers.of(
                "revoke device",
                Answers.nothing(insert.execute(
                        revoked.at() / SLOT_MS,
                        revoked.at(),
                        revoked.user().key(),
                        revoked.device().value(),
                        (int) timeToLive.toSeconds())));
    }

    @Override
    public CompletionStage<List<Revoked>> since(long since, long now, int limit) {
        // Another node's clock may be in the next slot already.
        long last = now / SLOT_MS + 1;
        long first = Math.max(since / SLOT_MS, last - SLOTS_MAX + 1);
        ConcurrentLinkedQueue<Revoked> found = new ConcurrentLinkedQueue<>();
        CompletionStage<Void> read = CompletableFuture.completedFuture(null);
        for (long slot = last; slot >= first; slot--) {
            long each = slot;
            read = read.thenCompose(before -> slot(each, since, limit - found.size(), found));
        }
        return Answers.of("read revocations", read.thenApply(done -> List.copyOf(found)));
    }

    private CompletionStage<Void> slot(long slot, long since, int limit, ConcurrentLinkedQueue<Revoked> found) {
        if (limit <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return select.execute(slot, since, limit)
                .thenCompose(page -> Cql.forEach(page, row -> found.add(revoked(row)), () -> false));
    }

    private static Revoked revoked(Row row) {
        return new Revoked(
                UserId.ofKey(Answers.text(row, "user")), new DeviceId(Answers.text(row, "device")), row.getLong("at"));
    }
}
