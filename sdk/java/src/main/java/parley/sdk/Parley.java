package parley.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where everything begins: an account or a session, and with it a {@link Client}. */
public final class Parley {

    private Parley() {}

    /** One for all clients that are given no other: it has threads of its own. */
    private static final class Shared {
        private static final HttpClient HTTP =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    }

    /**
     * Makes an account.
     *
     * @param url of a node, or of what stands before the nodes
     * @return fails with a {@link Refusal}, for instance {@code already_exists}
     */
    public static CompletionStage<Session> signUp(URI url, Account account) {
        return signUp(url, account, Shared.HTTP);
    }

    /** The same through an HTTP client with a proxy or trust of its own. */
    public static CompletionStage<Session> signUp(URI url, Account account, HttpClient http) {
        return begin(url, "/v1/accounts", account, http);
    }

    /**
     * Signs in with a name and a password.
     *
     * @return fails with a {@link Refusal}, for instance {@code unauthenticated}
     */
    public static CompletionStage<Session> logIn(URI url, Account account) {
        return logIn(url, account, Shared.HTTP);
    }

    /** The same through an HTTP client with a proxy or trust of its own. */
    public static CompletionStage<Session> logIn(URI url, Account account, HttpClient http) {
        return begin(url, "/v1/sessions", account.called(null), http);
    }

    /** A client of the Parley at {@code url}, which goes on with a session. */
    public static Connecting client(URI url, Session session) {
        return new Connecting(url, save -> new Credentials.Tokens(session, save));
    }

    /** A client of the Parley at {@code url}, with tokens that somebody else issues. */
    public static Connecting client(URI url, TokenSource tokens) {
        return new Connecting(url, save -> new Credentials.IssuedTokens(tokens));
    }

    private static CompletionStage<Session> begin(URI url, String path, Account account, HttpClient http) {
        return new Http(url, http, Clock.system())
                .fetch("POST", path, account, null)
                .thenApply(answer -> Json.as(answer, Session.class));
    }

    /** What a client is made with. */
    record Settings(
            URI url,
            Storage storage,
            ClientListener listener,
            @Nullable Executor executor,
            Clock clock,
            HttpClient http) {}

    /** How a client is to be, before it connects. Not thread-safe. */
    public static final class Connecting {

        private interface Source {
            Credentials with(Consumer<Session> save);
        }

        private final URI url;
        private final Source source;
        private Consumer<Session> save = session -> {};
        private @Nullable Storage storage;
        private ClientListener listener = new ClientListener() {};
        private @Nullable Executor executor;
        private Clock clock = Clock.system();
        private @Nullable HttpClient http;

        private Connecting(URI url, Source source) {
            this.url = url;
            this.source = source;
        }

        /**
         * Keeps the session whenever it is renewed, for the next start: a refresh token works once. Called on a thread where it may block; what
         * it fails with is logged.
         */
        public Connecting save(Consumer<Session> keeper) {
            save = keeper;
            return this;
        }

        /** What keeps messages that were not sent; the memory, when nothing is said. The client closes it. */
        public Connecting storage(Storage keeper) {
            storage = keeper;
            return this;
        }

        /** Who is told what happens. */
        public Connecting listener(ClientListener told) {
            listener = told;
            return this;
        }

        /**
         * Where listeners are called and stages are completed, one after the other, also when it has many threads. When nothing is said that is
         * the client's own thread.
         */
        public Connecting executor(Executor other) {
            executor = other;
            return this;
        }

        /** Another clock than the machine's. */
        public Connecting clock(Clock other) {
            clock = other;
            return this;
        }

        /**
         * An HTTP client with a proxy or trust of its own; all clients share one when nothing is said. The socket takes its SSL context and
         * parameters, its connect timeout and its proxy, but not its authenticator: of a proxy that asks who one is it is told no. Cookies,
         * redirects and its executor are for requests alone. Certificates must always name the host.
         */
        public Connecting http(HttpClient other) {
            http = other;
            return this;
        }

        /**
         * Connects. Waits for the server as long as it takes to learn who this is; from then on everything works without a connection too.
         *
         * @return fails with a {@link Refusal} when signed out, and with what the storage failed with
         */
        public CompletionStage<Client> connect() {
            Storage keeper = storage == null ? new MemoryStorage() : storage;
            HttpClient client = http == null ? Shared.HTTP : http;
            var assembly =
                    new Assembly(new Settings(url, keeper, listener, executor, clock, client), source.with(save));
            var made = new Client(assembly);
            return made.ask(() -> assembly.start().thenApply(started -> made)).whenComplete((started, failure) -> {
                if (failure != null) {
                    made.close();
                }
            });
        }
    }
}
