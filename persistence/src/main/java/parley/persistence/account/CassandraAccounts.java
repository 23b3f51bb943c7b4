package parley.persistence.account;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.persistence.Cql;

/**
 * Accounts in Cassandra. An account is written first and is nobody's; then a lightweight transaction on the name's row gives it
 * the name. Who loses deletes the account again; what a crash leaves behind is an account without a name, which nothing leads to.
 */
public final class CassandraAccounts implements Accounts {

    /** Names are found under their first character, and under their first two. */
    private static final int PREFIX_CHARACTERS_MAX = 2;

    private static final String GREATEST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private final Cql cql;
    private final Cql.Prepared insertAccount;
    private final Cql.Prepared deleteAccount;
    private final Cql.Prepared renameAccount;
    private final Cql.Prepared selectAccount;
    private final Cql.Prepared claimName;
    private final Cql.Prepared selectName;
    private final Cql.Prepared insertPrefix;
    private final Cql.Prepared deletePrefix;
    private final Cql.Prepared selectPrefix;

    public CassandraAccounts(Cql cql) {
        this.cql = cql;
        insertAccount = cql.prepare(
                "INSERT INTO %s (user, name, display_name, created_at, password_hash) VALUES (?, ?, ?, ?, ?)",
                "account");
        deleteAccount = cql.prepare("DELETE FROM %s WHERE user = ?", "account");
        renameAccount = cql.prepare("UPDATE %s SET display_name = ? WHERE user = ?", "account");
        selectAccount = cql.prepare("SELECT * FROM %s WHERE user = ?", "account");
        claimName = cql.prepare("INSERT INTO %s (tenant, name, user) VALUES (?, ?, ?) IF NOT EXISTS", "account_name");
        selectName = cql.prepare("SELECT user FROM %s WHERE tenant = ? AND name = ?", "account_name");
        insertPrefix = cql.prepare(
                "INSERT INTO %s (tenant, prefix, found_as, user, name, display_name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                "account_prefix");
        deletePrefix = cql.prepare(
                "DELETE FROM %s WHERE tenant = ? AND prefix = ? AND found_as = ? AND user = ?", "account_prefix");
        selectPrefix = cql.prepare(
                "SELECT * FROM %s WHERE tenant = ? AND prefix = ? AND found_as >= ? AND found_as <= ? LIMIT ?",
                "account_prefix");
    }

    @Override
    public CompletionStage<Claim> create(Account account, @Nullable String passwordHash) {
        return Answers.of("create account", write(account, passwordHash).thenCompose(written -> claim(account)));
    }

    private CompletionStage<Void> write(Account account, @Nullable String passwordHash) {
        // A cell without a value is left unset: a null would be a tombstone.
        return Answers.nothing(insertAccount
                .bind(account.user().key(), account.name(), account.displayName(), account.createdAt())
                .thenApply(bound -> passwordHash == null ? bound : bound.setString("password_hash", passwordHash))
                .thenCompose(cql::execute));
    }

    private CompletionStage<Claim> claim(Account account) {
        UserId user = account.user();
        return Answers.conditional(cql, claimName.bind(user.tenant().value(), account.name(), user.key()))
                .thenCompose(result -> {
                    boolean created = result.wasApplied();
                    Row holder = result.one();
                    if (created || holder == null) {
                        return CompletableFuture.completedFuture(new Claim(user, true));
                    }
                    Claim lost = new Claim(UserId.ofKey(Answers.text(holder, "user")), false);
                    return deleteAccount.execute(user.key()).thenApply(deleted -> lost);
                });
    }

    @Override
    public CompletionStage<Void> admit(Account account) {
        return Answers.of("admit account", write(account, null));
    }

    @Override
    public CompletionStage<Void> list(Account account) {
        String foundAs = foundAs(account);
        return Answers.of(
                "list account",
                inEachPartition(
                        foundAs,
                        prefix -> insertPrefix.execute(
                                account.user().tenant().value(),
                                prefix,
                                foundAs,
                                account.user().key(),
                                account.name(),
                                account.displayName(),
                                account.createdAt())));
    }

    private static CompletionStage<Void> inEachPartition(String foundAs, Function<String, CompletionStage<?>> write) {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int characters = 1; characters <= PREFIX_CHARACTERS_MAX; characters++) {
            writes.add(Answers.nothing(write.apply(prefix(foundAs, characters))).toCompletableFuture());
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
    }

    /** What leads to the old name goes first: as long as that is not done, asking again finds the account as it was. */
    @Override
    public CompletionStage<Void> rename(Account account, String displayName) {
        Account renamed = account.shownAs(displayName);
        CompletionStage<Void> unlisted =
                foundAs(account).equals(foundAs(renamed)) ? CompletableFuture.completedFuture(null) : unlist(account);
        return Answers.of(
                "rename account",
                unlisted.thenCompose(gone -> renameAccount.execute(
                                displayName, account.user().key()))
                        .thenCompose(written -> list(renamed)));
    }

    private CompletionStage<Void> unlist(Account account) {
        String foundAs = foundAs(account);
        return inEachPartition(
                foundAs,
                prefix -> deletePrefix.execute(
                        account.user().tenant().value(),
                        prefix,
                        foundAs,
                        account.user().key()));
    }

    /** Users of foreign issuers have no name that anybody would look for. */
    private static String foundAs(Account account) {
        boolean foreign = account.name().equals(account.user().local());
        return foreign && !account.displayName().isEmpty()
                ? account.displayName().toLowerCase(Locale.ROOT)
                : account.name();
    }

    private static String prefix(String text, int characters) {
        int length = text.codePointCount(0, text.length());
        return text.substring(0, text.offsetByCodePoints(0, Math.min(characters, length)));
    }

    @Override
    public CompletionStage<Optional<Credential>> credential(TenantId tenant, String name) {
        return Answers.of(
                "read credential",
                selectName
                        .one(tenant.value(), name)
                        .thenCompose(found -> found.isEmpty()
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : selectAccount
                                        .one(Answers.text(found.get(), "user"))
                                        .thenApply(row -> row.map(CassandraAccounts::credential))));
    }

    private static Credential credential(Row row) {
        return new Credential(account(row), row.getString("password_hash"));
    }

    private static Account account(Row row) {
        return new Account(
                UserId.ofKey(Answers.text(row, "user")),
                Answers.text(row, "name"),
                Answers.text(row, "display_name"),
                row.getLong("created_at"));
    }

    @Override
    public CompletionStage<List<Account>> byIds(List<UserId> users) {
        if (users.size() > USERS_MAX) {
            throw new IllegalArgumentException("users: " + users.size() + " (expected: at most " + USERS_MAX + ")");
        }
        List<CompletableFuture<Optional<Row>>> reads = users.stream()
                .map(user -> selectAccount.one(user.key()).toCompletableFuture())
                .toList();
        return Answers.of(
                "read accounts",
                CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                        .thenApply(done -> reads.stream()
                                .flatMap(read -> read.join().stream())
                                .map(CassandraAccounts::account)
                                .toList()));
    }

    @Override
    public CompletionStage<List<Account>> startingWith(TenantId tenant, String prefix, int limit) {
        if (prefix.isEmpty() || limit < 1 || limit > USERS_MAX) {
            throw new IllegalArgumentException(
                    "prefix, limit: \"" + prefix + "\", " + limit + " (expected: not empty, 1 to " + USERS_MAX + ")");
        }
        List<Account> found = new ArrayList<>();
        String partition = prefix(prefix, PREFIX_CHARACTERS_MAX);
        return Answers.of(
                "search accounts",
                selectPrefix
                        .execute(tenant.value(), partition, prefix, prefix + GREATEST_CHARACTER, limit)
                        .thenCompose(
                                page -> Cql.forEach(page, row -> found.add(account(row)), () -> found.size() >= limit))
                        .thenApply(done -> List.copyOf(found)));
    }
}
