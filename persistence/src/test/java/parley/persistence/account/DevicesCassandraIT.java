package parley.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.persistence.account.AccountsCassandraIT.join;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.account.Device;
import parley.engine.account.RefreshState;
import parley.engine.account.RevokedDevices.Revoked;
import parley.engine.account.SigningKeys.StoredKey;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.persistence.CassandraExtension;
import parley.persistence.Cql;

class DevicesCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private static final long NOW = 1_790_000_000_000L;
    private static final Duration MONTH = Duration.ofDays(30);

    private Cql cql;
    private CassandraDevices devices;

    @BeforeEach
    void open() {
        cql = new Cql(CompletableFuture.completedFuture(CASSANDRA.session()), CASSANDRA.settings());
        devices = new CassandraDevices(cql);
    }

    @Test
    void rotatesAGenerationOnceHoweverManyTry() {
        Device first = device("u_rotate", "d_1", 1, MONTH);
        join(devices.add(first));
        Device next = device("u_rotate", "d_1", 2, MONTH);

        List<Boolean> rotated =
                IntStream.range(0, 12).mapToObj(i -> devices.rotate(next, 1).toCompletableFuture()).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(rotated).containsOnlyOnce(true);
        assertThat(join(devices.find(first.user(), first.device()))).contains(next);
        assertThat(join(devices.rotate(next, 1))).isFalse();
    }

    @Test
    void listsAndRemovesTheDevicesOfAUser() {
        Device phone = device("u_list", "d_phone", 1, MONTH);
        Device laptop = device("u_list", "d_laptop", 1, MONTH);
        join(devices.add(phone));
        join(devices.add(laptop));
        join(devices.add(device("u_other", "d_phone", 1, MONTH)));

        assertThat(join(devices.of(phone.user()))).containsExactlyInAnyOrder(phone, laptop);
        assertThat(join(devices.remove(phone.user(), phone.device()))).isTrue();
        assertThat(join(devices.remove(phone.user(), phone.device()))).isFalse();
        assertThat(join(devices.of(phone.user()))).containsExactly(laptop);
        assertThat(join(devices.find(phone.user(), phone.device()))).isEmpty();
        assertThat(join(devices.rotate(phone, 1))).isFalse();
    }

    @Test
    void forgetsADeviceWhoseTimeIsOver() {
        Device brief = device("u_brief", "d_1", 1, Duration.ofSeconds(1));
        join(devices.add(brief));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(join(devices.of(brief.user()))).isEmpty());
    }

    @Test
    void tellsOtherNodesWhatWasRevokedSince() {
        CassandraRevokedDevices here = new CassandraRevokedDevices(cql);
        CassandraRevokedDevices there = new CassandraRevokedDevices(cql);
        Revoked old = new Revoked(
                user("u_r"), new DeviceId("d_old"), NOW - Duration.ofMinutes(14).toMillis());
        Revoked fresh = new Revoked(user("u_r"), new DeviceId("d_fresh"), NOW);
        Revoked ahead = new Revoked(
                user("u_r"),
                new DeviceId("d_ahead"),
                NOW + Duration.ofSeconds(20).toMillis());
        for (Revoked revoked : List.of(old, fresh, ahead)) {
            join(here.add(revoked, Duration.ofMinutes(20)));
        }

        assertThat(join(there.since(NOW - Duration.ofMinutes(20).toMillis(), NOW, 100)))
                .containsExactlyInAnyOrder(old, fresh, ahead);
        assertThat(join(there.since(NOW, NOW, 100))).containsExactlyInAnyOrder(fresh, ahead);
        assertThat(join(there.since(NOW - Duration.ofMinutes(20).toMillis(), NOW, 2)))
                .containsExactlyInAnyOrder(fresh, ahead);
    }

    @Test
    void tellsAStartingNodeWhatWasRevokedAWeekAgo() {
        CassandraRevokedDevices revocations = new CassandraRevokedDevices(cql);
        Duration week = Duration.ofDays(7);
        Revoked old = new Revoked(user("x_r"), new DeviceId("d_week"), NOW - week.toMillis());
        join(revocations.add(old, week));

        assertThat(join(revocations.since(old.at(), NOW, 100))).contains(old);
    }

    @Test
    void keepsOneSigningKeyOfANumber() {
        CassandraSigningKeys keys = new CassandraSigningKeys(cql);
        List<StoredKey> offered = IntStream.range(0, 8)
                .mapToObj(i -> new StoredKey(1, "key " + i, NOW, NOW))
                .toList();

        List<Boolean> added = offered.stream().map(key -> keys.add(key, MONTH).toCompletableFuture()).toList().stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(added).containsOnlyOnce(true);
        assertThat(join(keys.all())).containsExactly(offered.get(added.indexOf(true)));
        StoredKey second = new StoredKey(2, "next key", NOW, NOW + 1);
        assertThat(join(keys.add(second, MONTH))).isTrue();
        assertThat(join(keys.all())).hasSize(2).contains(second);
    }

    private static Device device(String user, String device, long generation, Duration life) {
        RefreshState refresh = new RefreshState("family hash", "salt", generation, NOW);
        return new Device(user(user), new DeviceId(device), "phone", NOW, NOW + life.toMillis(), refresh);
    }

    private static UserId user(String local) {
        return new UserId(TenantId.DEFAULT, local);
    }
}
