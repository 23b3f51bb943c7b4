package parley.gateway.auth;

import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;
import parley.engine.session.SessionProtocol;
import parley.gateway.auth.SignIn.Caller;
import parley.gateway.auth.SignIn.NewAccount;

/** One node's way of signing people in, on stores in memory and a clock that the test moves. */
final class AuthFixture implements AutoCloseable {

    final MeterRegistry meters = new SimpleMeterRegistry();

    /** How often a bound was reached. */
    double reached(String setting) {
        return LimitReached.counter(meters, setting).count();
    }

    static final Caller CALLER = new Caller("203.0.113.7", "Firefox");
    static final String PASSWORD = "correct horse";

    final TestClock clock = new TestClock();
    final InMemoryStores memory;
    final List<SessionProtocol.Message> told = new CopyOnWriteArrayList<>();
    final Auth auth;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

    AuthFixture(String... overrides) {
        this(null, overrides);
    }

    /** Another node on the same stores when {@code shared} is given. */
    AuthFixture(InMemoryStores shared, String... overrides) {
        memory = shared == null ? new InMemoryStores(clock) : shared;
        auth = join(Auth.start(
                settings(overrides),
                memory.stores(),
                new AuthWorld(clock, new SecureRandom(), executor, meters),
                new Sessions()));
    }

    /** Cheap hashes, and what the test wants otherwise. */
    static AuthSettings settings(String... overrides) {
        String cheap = """
            parley.gateway.auth.passwords { memory-kib = 64, iterations = 1 }
            parley.gateway.auth.tokens.revocation-poll = 20ms
            """;
        return AuthSettings.from(ConfigFactory.parseString(cheap + String.join("\n", overrides))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    Session signUp(String name) {
        return join(auth.signIn().signUp(new NewAccount(name, PASSWORD, "Shown " + name), CALLER));
    }

    TokenVerifier.Verification verify(String token) {
        return join(auth.verifier().verify(token));
    }

    /** Waits until the node has asked for revocations, and forgotten old ones, once from now on. */
    void awaitPolls() {
        int two = memory.revocationPolls.get() + 2;
        Awaitility.await().until(() -> memory.revocationPolls.get() >= two);
    }

    /** Waits; what the stage failed with is thrown as it is. */
    static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        auth.close();
        executor.shutdownNow();
    }

    private final class Sessions implements Engine {
        @Override
        public void tell(ChatId chat, ChatProtocol.Message message) {
            throw new IllegalStateException("no chat is asked here");
        }

        @Override
        public void push(List<UserId> users, byte[] frame) {
            throw new IllegalStateException("nothing is pushed here");
        }

        @Override
        public void attach(ActorRef<HubProtocol.Message> hub) {
            throw new IllegalStateException("nobody attaches here");
        }

        @Override
        public void tell(UserId user, SessionProtocol.Message message) {
            told.add(message);
        }
    }
}
