package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import parley.sdk.ConnectionStatus.Reason;
import parley.sdk.ConnectionStatus.State;

/** Puts the parts of a client together, and ends them. Used on the loop. */
final class Assembly implements Connection.Around {

    private static final long OPEN_TIMEOUT_MS = 10_000;

    private final Parley.Settings settings;
    private final Loop loop;
    private final Store store;
    private final Executor callbacks;
    private final Http http;
    private final Credentials credentials;
    private final Api api;
    private final Connection connection;
    private final Changes changes;
    private final People people;
    private final Positions positions;
    private final Watch watch;
    private final Pages pages;
    private final Outbox outbox;
    private final Sender sender;
    private final Replica replica;
    private final Renewal renewal;
    private final Keys keys = new Keys();
    private final List<ClientListener> listeners = new CopyOnWriteArrayList<>();
    private Runnable onChange = () -> {};
    private boolean changedIsDue;
    private boolean connectionIsDue;
    private @Nullable URI socketUrl;
    /** The token with which the last connection began. */
    private @Nullable String shown;

    Assembly(Parley.Settings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
        listeners.add(settings.listener());
        loop = new Loop(settings.clock());
        store = new Store(loop, this::changed);
        callbacks = settings.executor() == null ? Runnable::run : new Serial(settings.executor());
        http = new Http(settings.url(), settings.http(), settings.clock());
        api = new Api(http, credentials, loop);
        renewal = new Renewal(api::renew, this::handIn, loop);
        connection = new Connection(this, loop);
        changes = new Changes(connection, keys, loop);
        people = new People(api, store, loop);
        positions = new Positions(connection, store, loop);
        watch = new Watch(connection, store, loop);
        pages = new Pages(store, connection, people, this::entries, watch::look, loop);
        outbox = new Outbox(settings.storage(), loop, this::unsentChanged);
        sender = new Sender(store, outbox, connection, (chat, entry) -> entries(chat, List.of(entry)), loop);
        replica = new Replica(new Replica.Parts(store, connection, people, positions, pages, watch, outbox::settle));
        http.onExpiry(ms -> onLoop(() -> renewal.lasts(ms)));
    }

    Client.Parts parts() {
        return new Client.Parts(loop, store, keys, outbox, pages, positions, connection, changes);
    }

    Executor callbacks() {
        return callbacks;
    }

    Api api() {
        return api;
    }

    People people() {
        return people;
    }

    Watch watch() {
        return watch;
    }

    /** Whoever begins to listen is told at once how things are. */
    void subscribe(ClientListener listener) {
        listeners.add(listener);
        store.changed();
        tellConnection();
    }

    void unsubscribe(ClientListener listener) {
        listeners.remove(listener);
    }

    /** Told, before listeners, that something is different. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Begins, as soon as it is known who this is. Fails with a {@link Refusal} when signed out, and when the storage cannot be had. */
    CompletableFuture<Void> start() {
        CompletableFuture<@Nullable URI> unused = configure();
        CompletableFuture<Boolean> token =
                credentials.token() == null ? api.renew() : CompletableFuture.completedFuture(true);
        return token.exceptionally(failure -> false)
                .thenCompose(asked -> whoAmI(new Backoff()))
                .thenCompose(me -> {
                    store.me(me);
                    return outbox.open(me.user());
                })
                .thenRun(connection::start);
    }

    /** Ends everything, and returns when what was not sent is written down. */
    void end() {
        http.onExpiry(ms -> {});
        renewal.stop();
        connection.stop(connection.reason());
        settings.storage().close();
    }

    private CompletableFuture<Me> whoAmI(Backoff backoff) {
        return api.me().exceptionallyCompose(failure -> {
            Refusal refusal = Refusal.of(failure);
            if (!refusal.retryable()) {
                return CompletableFuture.failedFuture(refusal);
            }
            long wait = refusal.retryAfterMs() == null ? backoff.next() : refusal.retryAfterMs();
            store.connection(new ConnectionStatus(State.WAITING, Reason.NONE, loop.now() + wait, 0));
            tellConnection();
            return loop.pause(wait).thenCompose(over -> whoAmI(backoff));
        });
    }

    /** Where the socket is, and what it takes; what was learned once is good enough while the configuration is out of reach. */
    private CompletableFuture<@Nullable URI> configure() {
        return api.config().handle((config, failure) -> {
            if (failure == null) {
                socketUrl = URI.create(config.path("socketUrl").asText());
                store.limits(Limits.of(config.path("limits")));
            }
            return socketUrl;
        });
    }

    @Override
    public CompletableFuture<@Nullable URI> address() {
        return configure();
    }

    @Override
    public Socket open(URI address, Socket.Ears ears) {
        Duration within = Duration.ofNanos(settings.clock().nanosOf(OPEN_TIMEOUT_MS));
        return Socket.open(address, settings.http(), within, ears, loop);
    }

    @Override
    public ObjectNode hello() {
        shown = credentials.token();
        return replica.hello().put("token", shown);
    }

    @Override
    public CompletableFuture<Boolean> signedIn(boolean expired) {
        CompletableFuture<Boolean> known =
                expired ? api.renewed(shown) : api.me().thenApply(me -> true);
        return known.exceptionally(failure -> {
            Refusal refusal = Refusal.of(failure);
            if (refusal.code().equals("unauthenticated")) {
                return false;
            }
            throw refusal;
        });
    }

    @Override
    public void state() {
        ConnectionStatus before = store.connection();
        State state = connection.state();
        boolean same = before.online() == (state == State.ONLINE);
        long since = same ? before.since() : loop.now();
        store.connection(new ConnectionStatus(state, connection.reason(), connection.nextAttemptAt(), since));
        if (state == State.STOPPED && connection.reason() != Reason.REPLACED) {
            renewal.stop();
        }
        tellConnection();
    }

    @Override
    public void welcome(ObjectNode welcome) {
        replica.welcome(welcome);
    }

    @Override
    public void synced() {
        replica.synced();
        sender.kick();
    }

    @Override
    public void push(ObjectNode frame) {
        replica.push(frame);
    }

    private void entries(String chat, List<Entry> entries) {
        replica.entries(chat, entries);
    }

    private void unsentChanged() {
        store.changed();
        sender.kick();
    }

    /** A fresh token goes to the server on the live connection. */
    private void handIn() {
        String token = credentials.token();
        if (token == null || !connection.isLive()) {
            connection.reopen();
            return;
        }
        CompletableFuture<?> unused = connection
                .request(Json.frame("token").put("token", token))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        shown = token;
                    } else {
                        connection.reopen();
                    }
                });
    }

    private void changed() {
        onChange.run();
        if (!changedIsDue) {
            changedIsDue = true;
            callbacks.execute(() -> {
                onLoop(() -> changedIsDue = false);
                listeners.forEach(ClientListener::changed);
            });
        }
    }

    private void tellConnection() {
        if (!connectionIsDue) {
            connectionIsDue = true;
            callbacks.execute(() -> {
                onLoop(() -> connectionIsDue = false);
                ConnectionStatus status = store.connection();
                listeners.forEach(listener -> listener.connection(status));
            });
        }
    }

    private void onLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            // The client is closed.
        }
    }
}
