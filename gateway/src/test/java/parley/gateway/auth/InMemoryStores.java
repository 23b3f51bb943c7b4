package parley.gateway.auth;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.account.Device;
import parley.engine.account.Devices;
import parley.engine.account.RevokedDevices;
import parley.engine.account.SigningKeys;
import parley.engine.account.StoreUnavailable;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/** The ports of signing in, in memory; they can be away. */
public final class InMemoryStores {

    private final Clock clock;
    private final Map<UserId, Account> accounts = new ConcurrentHashMap<>();
    private final Map<UserId, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, UserId> names = new ConcurrentHashMap<>();
    private final Map<UserId, Account> listed = new ConcurrentHashMap<>();
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<RevokedDevices.Revoked> revoked = new ConcurrentLinkedQueue<>();
    private final Map<Integer, SigningKeys.StoredKey> keys = new ConcurrentHashMap<>();

    final AtomicInteger revocationPolls = new AtomicInteger();

    /** While true every call fails. */
    public volatile boolean away;

    public InMemoryStores(Clock clock) {
        this.clock = clock;
    }

    public AuthStores stores() {
        return new AuthStores(new InMemoryAccounts(), new InMemoryDevices(), new InMemoryRevoked(), new InMemoryKeys());
    }

    Map<UserId, String> passwordHashes() {
        return passwords;
    }

    List<SigningKeys.StoredKey> signingKeys() {
        return List.copyOf(keys.values());
    }

    List<Device> allDevices() {
        return List.copyOf(devices.values());
    }

    private <T> CompletionStage<T> answer(Supplier<T> result) {
        return away
                ? CompletableFuture.failedFuture(new StoreUnavailable("test store", new TimeoutException("away")))
                : CompletableFuture.completedFuture(result.get());
    }

    private final class InMemoryAccounts implements Accounts {

        @Override
        public CompletionStage<Claim> create(Account account, String passwordHash) {
            return answer(() -> {
                String name = account.user().tenant() + "/" + account.name();
                UserId holder = names.putIfAbsent(name, account.user());
                if (holder != null) {
                    return new Claim(holder, false);
                }
                accounts.put(account.user(), account);
                if (passwordHash != null) {
                    passwords.put(account.user(), passwordHash);
                }
                return new Claim(account.user(), true);
            });
        }

        @Override
        public CompletionStage<Void> admit(Account account) {
            return answer(() -> {
                accounts.putIfAbsent(account.user(), account);
                return null;
            });
        }

        @Override
        public CompletionStage<Void> list(Account account) {
            return answer(() -> {
                listed.put(account.user(), account);
                return null;
            });
        }

        @Override
        public CompletionStage<Void> rename(Account account, String displayName) {
            return answer(() -> {
                accounts.put(account.user(), account.shownAs(displayName));
                listed.put(account.user(), account.shownAs(displayName));
                return null;
            });
        }

        @Override
        public CompletionStage<Optional<Credential>> credential(TenantId tenant, String name) {
            return answer(() -> Optional.ofNullable(names.get(tenant + "/" + name))
                    .map(user -> new Credential(accounts.get(user), passwords.get(user))));
        }

        @Override
        public CompletionStage<List<Account>> byIds(List<UserId> users) {
            return answer(() -> users.stream()
                    .filter(accounts::containsKey)
                    .map(accounts::get)
                    .toList());
        }

        @Override
        public CompletionStage<List<Account>> startingWith(TenantId tenant, String prefix, int limit) {
            return answer(() -> listed.values().stream()
                    .filter(account -> account.name().startsWith(prefix))
                    .sorted(Comparator.comparing(Account::name))
                    .limit(limit)
                    .toList());
        }
    }

    private final class InMemoryDevices implements Devices {

        private String key(UserId user, DeviceId device) {
            return user.key() + "/" + device;
        }

        @Override
        public CompletionStage<Void> add(Device device) {
            return answer(() -> {
                devices.put(key(device.user(), device.device()), device);
                return null;
            });
        }

        @Override
        public CompletionStage<Optional<Device>> find(UserId user, DeviceId device) {
            return answer(() -> Optional.ofNullable(devices.get(key(user, device)))
                    .filter(found -> found.expiresAt() > clock.millis()));
        }

        @Override
        public CompletionStage<List<Device>> of(UserId user) {
            return answer(() -> devices.values().stream()
                    .filter(device -> device.user().equals(user))
                    .toList());
        }

        @Override
        public CompletionStage<Boolean> rotate(Device next, long generation) {
            return answer(() -> {
                boolean[] changed = new boolean[1];
                devices.computeIfPresent(key(next.user(), next.device()), (key, now) -> {
                    changed[0] = now.refresh().generation() == generation;
                    return changed[0] ? next : now;
                });
                return changed[0];
            });
        }

        @Override
        public CompletionStage<Boolean> remove(UserId user, DeviceId device) {
            return answer(() -> devices.remove(key(user, device)) != null);
        }
    }

    private final class InMemoryRevoked implements RevokedDevices {

        @Override
        public CompletionStage<Void> add(Revoked added, Duration timeToLive) {
            return answer(() -> {
                revoked.add(added);
                return null;
            });
        }

        @Override
        public CompletionStage<List<Revoked>> since(long since, long now, int limit) {
            revocationPolls.incrementAndGet();
            return answer(() -> revoked.stream()
                    .filter(one -> one.at() >= since)
                    .limit(limit)
                    .toList());
        }
    }

    private final class InMemoryKeys implements SigningKeys {

        @Override
        public CompletionStage<List<StoredKey>> all() {
            return answer(() -> List.copyOf(keys.values()));
        }

        @Override
        public CompletionStage<Boolean> add(StoredKey key, Duration timeToLive) {
            return answer(() -> keys.putIfAbsent(key.number(), key) == null);
        }
    }
}
