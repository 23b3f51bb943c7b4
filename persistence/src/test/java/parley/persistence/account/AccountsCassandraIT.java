package parley.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.account.Account;
import parley.engine.account.Accounts.Claim;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.persistence.CassandraExtension;
import parley.persistence.Cql;

class AccountsCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private CassandraAccounts accounts;

    @BeforeEach
    void open() {
        accounts = new CassandraAccounts(cql());
    }

    static Cql cql() {
        return new Cql(CompletableFuture.completedFuture(CASSANDRA.session()), CASSANDRA.settings());
    }

    @Test
    void givesANameToExactlyOneOfThoseWhoRaceForIt() {
        List<Account> rivals = IntStream.range(0, 16)
                .mapToObj(i -> account("u_rival" + i, "contested", ""))
                .toList();

        List<Claim> claims = rivals.stream()
                .map(rival -> accounts.create(rival, "hash of " + rival.user().local())
                        .toCompletableFuture())
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        List<Claim> won = claims.stream().filter(Claim::created).toList();
        assertThat(won).hasSize(1);
        UserId winner = won.get(0).user();
        assertThat(claims).extracting(Claim::user).containsOnly(winner);
        assertThat(join(accounts.byIds(rivals.stream().map(Account::user).toList())))
                .extracting(Account::user)
                .containsExactly(winner);
        assertThat(join(accounts.credential(TenantId.DEFAULT, "contested"))
                        .orElseThrow()
                        .passwordHash())
                .isEqualTo("hash of " + winner.local());
    }

    @Test
    void keepsWhatItWasGiven() {
        Account account = account("u_kept", "kept", "Kept ☕");
        join(accounts.create(account, null));

        assertThat(join(accounts.byIds(List.of(account.user())))).containsExactly(account);
        var credential = join(accounts.credential(TenantId.DEFAULT, "kept")).orElseThrow();
        assertThat(credential.account()).isEqualTo(account);
        assertThat(credential.passwordHash()).isNull();
    }

    @Test
    void renamesWhereverTheAccountIsFound() {
        Account account = account("u_renamed", "renamed", "Before");
        join(accounts.create(account, "hash"));
        join(accounts.list(account));

        join(accounts.rename(account, "After ☕"));

        Account after = account("u_renamed", "renamed", "After ☕");
        assertThat(join(accounts.byIds(List.of(account.user())))).containsExactly(after);
        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "renam", 5))).containsExactly(after);
        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "r", 200))).containsOnlyOnce(after);
        var credential = join(accounts.credential(TenantId.DEFAULT, "renamed")).orElseThrow();
        assertThat(credential.account()).isEqualTo(after);
        assertThat(credential.passwordHash()).isEqualTo("hash");
    }

    @Test
    void findsARenamedUserOfAForeignIssuerByTheNewNameOnly() {
        Account account = account("x_renamed", "x_renamed", "Quentin");
        join(accounts.admit(account));
        join(accounts.list(account));

        join(accounts.rename(account, "Zenobia"));

        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "quentin", 5))).isEmpty();
        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "q", 200)))
                .extracting(Account::user)
                .doesNotContain(account.user());
        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "zenob", 5)))
                .containsExactly(account("x_renamed", "x_renamed", "Zenobia"));
    }

    @Test
    void keepsTenantsApart() {
        UserId elsewhere = new UserId(new TenantId("other"), "u_1");
        Account here = account("u_1", "shared-name", "");
        Account there = new Account(elsewhere, "shared-name", "", 1);

        assertThat(join(accounts.create(here, null)).created()).isTrue();
        assertThat(join(accounts.create(there, null)).created()).isTrue();
        join(accounts.list(there));

        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "shared-name", 10)))
                .isEmpty();
    }

    @Test
    void findsListedAccountsByPrefixInOrder() {
        for (String name : List.of("zoe", "zoey", "zoo", "zack", "zo.z")) {
            Account account = account("u_" + name.replace('.', '_'), name, "");
            join(accounts.create(account, null));
            join(accounts.list(account));
            join(accounts.list(account));
        }
        join(accounts.create(account("u_hidden", "zoetrope", ""), null));

        assertThat(names("z", 10)).containsExactly("zack", "zo.z", "zoe", "zoey", "zoo");
        assertThat(names("zo", 10)).containsExactly("zo.z", "zoe", "zoey", "zoo");
        assertThat(names("zoe", 10)).containsExactly("zoe", "zoey");
        assertThat(names("zo", 2)).containsExactly("zo.z", "zoe");
        assertThat(names("zzz", 10)).isEmpty();
    }

    @Test
    void findsUsersOfForeignIssuersByWhatIsShown() {
        Account worker = account("x_abc", "x_abc", "Éowyn of Rohan");
        Account nameless = account("x_def", "x_def", "");
        join(accounts.admit(worker));
        join(accounts.admit(worker));
        join(accounts.list(worker));
        join(accounts.admit(nameless));
        join(accounts.list(nameless));

        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "éow", 10))).containsExactly(worker);
        assertThat(join(accounts.startingWith(TenantId.DEFAULT, "é", 10))).containsExactly(worker);
        assertThat(names("x_d", 10)).containsExactly("x_def");
        assertThat(join(accounts.credential(TenantId.DEFAULT, "x_abc"))).isEmpty();
    }

    private List<String> names(String prefix, int limit) {
        return join(accounts.startingWith(TenantId.DEFAULT, prefix, limit)).stream()
                .map(Account::name)
                .toList();
    }

    private static Account account(String user, String name, String displayName) {
        return new Account(new UserId(TenantId.DEFAULT, user), name, displayName, 1_790_000_000_000L);
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
