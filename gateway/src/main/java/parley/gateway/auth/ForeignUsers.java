package parley.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/**
 * Users of teams that sign tokens themselves: their ids are derived, and an account is made when one is seen for the first time.
 * Thread-safe.
 */
final class ForeignUsers {

    /** Users of whom this node remembers that they have an account; the one not seen for longest is asked about again. */
    static final int REMEMBERED_MAX = 100_000;

    private static final int ID_DIGITS = 30;
    private static final String PREFIX = "x_";

    private final Accounts accounts;
    private final Clock clock;
    private final Set<UserId> remembered = Collections.synchronizedSet(Collections.newSetFromMap(new Remembered()));

    private static final class Remembered extends LinkedHashMap<UserId, Boolean> {
        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Boolean> eldest) {
            return size() > REMEMBERED_MAX;
        }
    }

    ForeignUsers(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    static UserId id(TenantId tenant, String issuer, String subject) {
        return new UserId(tenant, PREFIX + digest(issuer + "\n" + subject));
    }

    /** Whether the user may hold tokens that a team has signed. */
    static boolean isOne(UserId user) {
        return user.local().startsWith(PREFIX);
    }

    /** A device for a token: tokens that differ are devices that differ. */
    static DeviceId device(String token) {
        return new DeviceId("t_" + digest(token));
    }

    /** Completes when the user has an account; {@code shownName} is what it begins with. */
    CompletionStage<Void> ensure(UserId user, String shownName) {
        if (remembered.contains(user)) {
            return CompletableFuture.completedFuture(null);
        }
        Account account = new Account(user, user.local(), cut(shownName), clock.millis());
        return accounts.admit(account)
                .thenCompose(done -> accounts.list(account))
                .thenRun(() -> remembered.add(user));
    }

    private static String cut(String name) {
        if (name.length() <= Names.DISPLAY_NAME_MAX) {
            return name;
        }
        boolean splits = Character.isHighSurrogate(name.charAt(Names.DISPLAY_NAME_MAX - 1));
        return name.substring(0, splits ? Names.DISPLAY_NAME_MAX - 1 : Names.DISPLAY_NAME_MAX);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base32.encode(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing", impossible);
        }
    }
}
