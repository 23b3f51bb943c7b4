package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.engine.account.StoreUnavailable;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.gateway.auth.SignIn.NewAccount;
import parley.gateway.wire.ErrorCode;

class SignInTest {

    private final AuthFixture node = new AuthFixture();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void logsInWithThePasswordOfTheSignUp() {
        Session signedUp = node.signUp("ann");

        Session loggedIn = AuthFixture.join(node.auth.signIn().logIn("ann", AuthFixture.PASSWORD, AuthFixture.CALLER));

        assertThat(loggedIn.account()).isEqualTo(signedUp.account());
        assertThat(loggedIn.device()).isNotEqualTo(signedUp.device());
    }

    @Test
    void refusesAnotherPasswordAndAnUnknownNameAlike() {
        node.signUp("ann");

        RequestRefused wrong = refusal(node.auth.signIn().logIn("ann", "incorrect horse", AuthFixture.CALLER));
        RequestRefused unknown = refusal(node.auth.signIn().logIn("bob", AuthFixture.PASSWORD, AuthFixture.CALLER));

        assertThat(wrong.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(unknown).usingRecursiveComparison().isEqualTo(wrong);
    }

    @Test
    void refusesANameThatIsTaken() {
        node.signUp("ann");

        RequestRefused refused =
                refusal(node.auth.signIn().signUp(new NewAccount("ann", AuthFixture.PASSWORD, ""), AuthFixture.CALLER));

        assertThat(refused.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    }

    @Test
    void keepsOnlyAnArgon2idHashOfThePassword() {
        Session session = node.signUp("ann");

        String hash = node.memory.passwordHashes().get(session.account().user());

        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain(AuthFixture.PASSWORD);
    }

    @Test
    void hashesWithTheDocumentedCost() {
        AuthSettings.Passwords documented = AuthSettings.from(com.typesafe.config.ConfigFactory.defaultReference())
                .passwords();

        assertThat(documented.memoryKib()).isEqualTo(19 * 1024);
        assertThat(documented.iterations()).isEqualTo(2);
    }

    @Test
    void answersBusyWhenTooManySignInAtOnce() {
        try (AuthFixture small = new AuthFixture(
                "parley.gateway.auth.passwords { threads = 1, queue = 1, memory-kib = 16384, iterations = 4 }")) {
            List<CompletableFuture<Session>> all = IntStream.range(0, 12)
                    .mapToObj(i -> small.auth
                            .signIn()
                            .signUp(new NewAccount("user" + i, AuthFixture.PASSWORD, ""), AuthFixture.CALLER)
                            .toCompletableFuture())
                    .toList();

            List<ErrorCode> refused = all.stream()
                    .map(one -> one.handle((done, failure) -> failure == null ? null : code(failure))
                            .join())
                    .filter(code -> code != null)
                    .toList();

            assertThat(refused).isNotEmpty().containsOnly(ErrorCode.BUSY).hasSizeLessThan(12);
            assertThat(small.reached("parley.gateway.auth.passwords.queue")).isEqualTo(refused.size());
            assertThat(small.memory.allDevices())
                    .as("who was refused has no account")
                    .hasSize(12 - refused.size());
            small.signUp("later");
        }
    }

    @Test
    void limitsTriesForOneNameFromAnyAddress() {
        try (AuthFixture strict =
                new AuthFixture("parley.gateway.auth.limits.log-ins-per-name { burst = 2, per-minute = 1 }")) {
            strict.signUp("ann");
            refusal(strict.auth.signIn().logIn("ann", "guess no 1", new SignIn.Caller("203.0.113.1", "")));
            refusal(strict.auth.signIn().logIn("ann", "guess no 2", new SignIn.Caller("203.0.113.2", "")));

            RequestRefused third = refusal(
                    strict.auth.signIn().logIn("ann", AuthFixture.PASSWORD, new SignIn.Caller("203.0.113.3", "")));

            assertThat(third.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(third.retryAfterMs()).isBetween(1L, 60_001L);
            assertThat(strict.reached("parley.gateway.auth.limits.log-ins-per-name"))
                    .isEqualTo(1);
        }
    }

    @Test
    void limitsSignUpsOfOneAddress() {
        try (AuthFixture strict =
                new AuthFixture("parley.gateway.auth.limits.sign-ups-per-address { burst = 1, per-minute = 1 }")) {
            strict.signUp("ann");

            RequestRefused second = refusal(
                    strict.auth.signIn().signUp(new NewAccount("bob", AuthFixture.PASSWORD, ""), AuthFixture.CALLER));

            assertThat(second.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(strict.reached("parley.gateway.auth.limits.sign-ups-per-address"))
                    .isEqualTo(1);
        }
    }

    @Test
    void createsAnAccountForAServerOnce() {
        var first = AuthFixture.join(node.auth.signIn().create(new NewAccount("ann", null, "Ann")));
        var again = AuthFixture.join(node.auth.signIn().create(new NewAccount("ann", null, "Ann")));

        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.user()).isEqualTo(first.user());
        assertThat(refusal(node.auth.signIn().logIn("ann", AuthFixture.PASSWORD, AuthFixture.CALLER))
                        .code())
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void hashesNothingForAnAccountThatIsThereAlready() {
        try (AuthFixture small = new AuthFixture(
                "parley.gateway.auth.passwords { threads = 1, queue = 1, memory-kib = 16384, iterations = 4 }")) {
            NewAccount wanted = new NewAccount("ann", AuthFixture.PASSWORD, "Ann");
            var first = AuthFixture.join(small.auth.signIn().create(wanted));

            // As many hashes at once would be answered busy.
            var again = IntStream.range(0, 12)
                    .mapToObj(i -> small.auth.signIn().create(wanted).toCompletableFuture())
                    .toList();

            assertThat(again).allSatisfy(one -> {
                assertThat(one.join().created()).isFalse();
                assertThat(one.join().user()).isEqualTo(first.user());
            });
        }
    }

    @Test
    void findsASignedUpUserByPrefix() {
        node.signUp("annabel");

        var found = AuthFixture.join(node.memory.stores().accounts().startingWith(TenantId.DEFAULT, "ann", 10));

        assertThat(found).extracting("name").containsExactly("annabel");
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTheStoreIsAway() {
        node.memory.away = true;

        assertThatThrownBy(() -> node.signUp("ann")).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void signsOutTheIdlestDeviceWhenThereAreTooMany() {
        try (AuthFixture few = new AuthFixture("parley.gateway.auth.devices-max = 2")) {
            Session first = few.signUp("ann");
            few.clock.advance(java.time.Duration.ofSeconds(1));
            few.auth
                    .signIn()
                    .logIn("ann", AuthFixture.PASSWORD, AuthFixture.CALLER)
                    .toCompletableFuture()
                    .join();
            few.clock.advance(java.time.Duration.ofSeconds(1));

            few.auth
                    .signIn()
                    .logIn("ann", AuthFixture.PASSWORD, AuthFixture.CALLER)
                    .toCompletableFuture()
                    .join();

            assertThat(few.memory.allDevices())
                    .hasSize(2)
                    .noneMatch(device -> device.device().equals(first.device()));
            assertThat(few.reached("parley.gateway.auth.devices-max")).isEqualTo(1);
        }
    }

    @Test
    void makesNoRoomForDevicesThatServersMade() {
        try (AuthFixture few = new AuthFixture("parley.gateway.auth.devices-max = 2")) {
            Session phone = few.signUp("ann");
            few.clock.advance(java.time.Duration.ofSeconds(1));
            UserId ann = phone.account().user();
            List<DeviceId> issued = IntStream.range(0, 3)
                    .mapToObj(i -> AuthFixture.join(few.auth.sessions().issue(ann, "by a server"))
                            .device())
                    .toList();

            AuthFixture.join(few.auth.signIn().logIn("ann", AuthFixture.PASSWORD, AuthFixture.CALLER));

            assertThat(few.memory.allDevices())
                    .hasSize(5)
                    .anyMatch(device -> device.device().equals(phone.device()));
            // In a list that is cut, they come after those that log in.
            assertThat(issued)
                    .allSatisfy(device -> assertThat(device.value())
                            .isGreaterThan(phone.device().value()));
        }
    }

    private static RequestRefused refusal(CompletionStage<?> stage) {
        try {
            AuthFixture.join(stage);
        } catch (RequestRefused refused) {
            return refused;
        }
        throw new AssertionError("not refused");
    }

    private static ErrorCode code(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return ((RequestRefused) cause).code();
    }
}
