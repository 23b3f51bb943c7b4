package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is signed in, from {@link Parley.Connecting#connect} to {@link #close}. May be used on any thread; the package says which
 * threads listeners are called on. It reconnects with back-off, resumes, fills gaps, and renews its token by itself.
 */
public final class Client implements AutoCloseable {

    private static final long CLOSES_WITHIN_SECONDS = 10;

    private final Assembly assembly;
    private final Parts parts;
    private final Executor callbacks;
    private final Map<String, Conversation> conversations = new ConcurrentHashMap<>();
    /** What was asked and is not answered. */
    private final Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();

    private final AtomicLong questions = new AtomicLong();

    private final List<Follower> followers = new ArrayList<>();
    private boolean ended;

    /** What conversations are made of. */
    record Parts(
            Loop loop,
            Store store,
            Keys keys,
            Outbox outbox,
            Pages pages,
            Positions positions,
            Connection connection,
            Changes changes) {}

    Client(Assembly assembly) {
        this.assembly = assembly;
        this.parts = assembly.parts();
        this.callbacks = assembly.callbacks();
        assembly.onChange(() -> List.copyOf(followers).forEach(Follower::look));
    }

    /**
     * Also tells this listener what happens, beginning with how things are now.
     *
     * @return ends the subscription
     */
    public Runnable subscribe(ClientListener listener) {
        run(() -> assembly.subscribe(listener));
        return () -> run(() -> assembly.unsubscribe(listener));
    }

    /** Whom it is signed in as. */
    public Me me() {
        return Objects.requireNonNull(parts.store().me(), "not begun");
    }

    /** The list, the most recently active first. */
    public List<Chat> chats() {
        return parts.store().byActivity();
    }

    /** What one can do in a chat, and what is known of it. */
    public Conversation chat(String id) {
        return conversations.computeIfAbsent(id, each -> new Conversation(each, this, parts));
    }

    /** How the connection is going. */
    public ConnectionStatus connection() {
        return parts.store().connection();
    }

    /** All messages without an ack, and those that were refused, in the order in which they were written. At most 1,000. */
    public List<Unsent> unsent() {
        return parts.outbox().items();
    }

    /** Who is there, of those that are watched: the others of direct chats, the group on the screen, and {@link #watch}. By user. */
    public Map<String, Presence> presence() {
        return parts.store().presence();
    }

    /** Somebody who is named in chats; null until their name is known. */
    public @Nullable Person person(String user) {
        return parts.store().person(user);
    }

    /** What the server takes. */
    public Limits limits() {
        return parts.store().limits();
    }

    /** Which chat is on the screen, null for none: its end, receipts, members and who is online are kept up to date. */
    public void show(@Nullable String chat) {
        run(() -> {
            parts.store().show(chat);
            if (chat != null) {
                parts.pages().open(chat);
            }
            assembly.watch().look();
        });
    }

    /** Whose presence is wanted, beside the people of the chats; instead of whoever was named before. */
    public void watch(List<String> users) {
        List<String> wanted = List.copyOf(users);
        run(() -> assembly.watch().also(wanted));
    }

    /** Changes how one is called; empty to be called by one's name. Tells what is stored then. */
    public CompletionStage<Me> rename(String displayName) {
        return ask(() -> assembly.api().rename(displayName).thenApply(me -> {
            parts.store().putPeople(List.of(me.person()));
            return me;
        }));
    }

    /** The one direct chat with somebody, made if there is none. May be tried again. */
    public CompletionStage<Conversation> createDirect(String user) {
        return create(Json.frame("create_chat").put("kind", "direct").put("user", user));
    }

    /** A group of oneself and at most 100 others. */
    public CompletionStage<Conversation> createGroup(String title, List<String> users) {
        ObjectNode frame = Json.frame("create_chat").put("kind", "group").put("title", title);
        frame.set("users", Json.strings(users));
        return create(frame);
    }

    private CompletionStage<Conversation> create(ObjectNode frame) {
        return ask(() -> parts.changes().ask(frame).thenApply(reply -> {
            Chat made = Json.as(reply.path("chat"), Chat.class);
            Chat known = parts.store().chat(made.chat());
            parts.store().putChat(made);
            if (known == null) {
                parts.store().touch(made.chat(), parts.loop().now());
            }
            assembly.people().need(Replica.peopleOf(made));
            return chat(made.chat());
        }));
    }

    /** Those whose name begins like this, at most 20. */
    public CompletionStage<List<Person>> search(String query) {
        return ask(() -> assembly.api().search(query));
    }

    /** Those of these users that exist, at most 200. */
    public CompletionStage<List<Person>> lookup(List<String> users) {
        return ask(() -> assembly.api().lookup(users));
    }

    /** The devices that are signed in as this user. */
    public CompletionStage<List<Device>> devices() {
        return ask(() -> assembly.api().devices());
    }

    /** Signs a device out, and ends its connections. */
    public CompletionStage<Void> revoke(String device) {
        return ask(() -> assembly.api().revoke(device));
    }

    /** The network came or went: time to find out how the connection is. */
    public void wake() {
        run(() -> parts.connection().nudge());
    }

    /** Tries the connection now, or takes it back from another place after it stopped. */
    public void reconnect() {
        run(() -> {
            if (parts.connection().state() == ConnectionStatus.State.STOPPED) {
                parts.connection().start();
            } else {
                parts.connection().nudge();
            }
        });
    }

    /** Logs this device out, forgets what was not sent, and closes. */
    public CompletionStage<Void> signOut() {
        return ask(() -> assembly.api().logOut())
                .thenCompose(out -> ask(() -> {
                    parts.outbox().removeAll();
                    return parts.outbox().written();
                }))
                .thenRunAsync(this::close);
    }

    /**
     * Ends the connection; what was not sent is kept for the next time. Returns when that is written down, at most 10 s later. Whoever still
     * waits for an outcome is told {@code closed}.
     */
    @Override
    public void close() {
        if (parts.loop().isCurrent()) {
            end();
            return;
        }
        var done = new CountDownLatch(1);
        try {
            parts.loop().execute(() -> {
                try {
                    end();
                } finally {
                    done.countDown();
                }
            });
            if (!done.await(CLOSES_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("somebody holds up the client's thread");
            }
        } catch (RejectedExecutionException e) {
            // It is closed already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        assembly.end();
        parts.loop().close();
        followers.forEach(Follower::end);
        List.copyOf(asked.values()).forEach(outcome -> outcome.completeExceptionally(Refusal.closed()));
    }

    Following follow(Conversation chat, long after, EntryListener listener) {
        var follower = new Follower(chat, this, parts, after, listener, callbacks);
        run(() -> {
            followers.add(follower);
            parts.pages().load(chat.id()).thenRun(follower::look);
        });
        return follower;
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
    }

    /** Does something on the loop; nothing when closed. */
    void run(Runnable work) {
        try {
            parts.loop().execute(work);
        } catch (RejectedExecutionException e) {
            // Nothing is done any more.
        }
    }

    /** Asks something on the loop, and tells the outcome where listeners are told; {@code closed} when closed before. */
    <T> CompletionStage<T> ask(Supplier<? extends CompletionStage<T>> question) {
        var outcome = new CompletableFuture<T>();
        long number = questions.incrementAndGet();
        asked.put(number, outcome);
        CompletableFuture<T> unused = outcome.whenComplete((value, failure) -> asked.remove(number));
        try {
            parts.loop()
                    .execute(() -> answered(question)
                            .whenComplete(
                                    (value, failure) -> callbacks.execute(() -> Loop.settle(outcome, value, failure))));
        } catch (RejectedExecutionException e) {
            outcome.completeExceptionally(Refusal.closed());
        }
        return outcome;
    }

    private static <T> CompletionStage<T> answered(Supplier<? extends CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
