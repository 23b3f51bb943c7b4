package parley.persistence.account;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import parley.engine.account.Device;
import parley.engine.account.Devices;
import parley.engine.account.RefreshState;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.persistence.Cql;

/**
 * Devices in Cassandra: a user's are one partition. Everything is a lightweight transaction, since writes with the clocks of two
 * kinds do not mix in a row; a rotation writes all cells, so that they have one time to live.
 */
public final class CassandraDevices implements Devices {

    private final Cql cql;
    private final Cql.Prepared insert;
    private final Cql.Prepared update;
    private final Cql.Prepared delete;
    private final Cql.Prepared selectOne;
    private final Cql.Prepared selectAll;

    public CassandraDevices(Cql cql) {
        this.cql = cql;
        insert = cql.prepare(
                "INSERT INTO %s (user, device, name, created_at, expires_at, family_hash, salt, generation, rotated_at) "
                        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS USING TTL ?",
                "device");
        update = cql.prepare(
                "UPDATE %s USING TTL ? SET name = ?, created_at = ?, expires_at = ?, family_hash = ?, salt = ?, "
                        + "generation = ?, rotated_at = ? WHERE user = ? AND device = ? IF generation = ?",
                "device");
        delete = cql.prepare("DELETE FROM %s WHERE user = ? AND device = ? IF EXISTS", "device");
        selectOne = cql.prepare("SELECT * FROM %s WHERE user = ? AND device = ?", "device");
        selectAll = cql.prepare("SELECT * FROM %s WHERE user = ? LIMIT " + LISTED_MAX, "device");
    }

    @Override
    public CompletionStage<Void> add(Device device) {
        RefreshState refresh = device.refresh();
        return Answers.of(
                "add device",
                Answers.nothing(Answers.conditional(
                        cql,
                        insert.bind(
                                device.user().key(),
                                device.device().value(),
                                device.name(),
                                device.createdAt(),
                                device.expiresAt(),
                                refresh.familyHash(),
                                refresh.salt(),
                                refresh.generation(),
                                refresh.rotatedAt(),
                                secondsToLive(device)))));
    }

    @Override
    public CompletionStage<Boolean> rotate(Device next, long generation) {
        RefreshState refresh = next.refresh();
        return Answers.of(
                "rotate refresh token",
                Answers.conditional(
                                cql,
                                update.bind(
                                        secondsToLive(next),
                                        next.name(),
                                        next.createdAt(),
                                        next.expiresAt(),
                                        refresh.familyHash(),
                                        refresh.salt(),
                                        refresh.generation(),
                                        refresh.rotatedAt(),
                                        next.user().key(),
                                        next.device().value(),
                                        generation))
                        .thenApply(result -> result.wasApplied()));
    }

    /** From the moment in which the device was last changed, which is now. */
    private static int secondsToLive(Device device) {
        long changedAt = Math.max(device.createdAt(), device.refresh().rotatedAt());
        return (int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(device.expiresAt() - changedAt));
    }

    @Override
    public CompletionStage<Boolean> remove(UserId user, DeviceId device) {
        return Answers.of(
                "remove device",
                Answers.conditional(cql, delete.bind(user.key(), device.value()))
                        .thenApply(result -> result.wasApplied()));
    }

    @Override
    public CompletionStage<Optional<Device>> find(UserId user, DeviceId device) {
        return Answers.of(
                "read device",
                Answers.serial(cql, selectOne.bind(user.key(), device.value()))
                        .thenApply(result -> Optional.ofNullable(result.one()).map(CassandraDevices::device)));
    }

    @Override
    public CompletionStage<List<Device>> of(UserId user) {
        List<Device> devices = new ArrayList<>();
        return Answers.of(
                "read devices",
                selectAll
                        .execute(user.key())
                        .thenCompose(page ->
                                Cql.forEach(page, row -> devices.add(device(row)), () -> devices.size() >= LISTED_MAX))
                        .thenApply(done -> List.copyOf(devices)));
    }

    private static Device device(Row row) {
        return new Device(
                UserId.ofKey(Answers.text(row, "user")),
                new DeviceId(Answers.text(row, "device")),
                Answers.text(row, "name"),
                row.getLong("created_at"),
                row.getLong("expires_at"),
                new RefreshState(
                        Answers.text(row, "family_hash"),
                        Answers.text(row, "salt"),
                        row.getLong("generation"),
                        row.getLong("rotated_at")));
    }
}
