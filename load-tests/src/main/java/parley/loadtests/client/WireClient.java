package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device of one user, speaking the protocol of {@code docs/protocol.md}: it stays connected, to the next node when one dies; it keeps
 * the logs of its chats without holes; and what it is asked to send, it sends until it is acked, refused or past its deadline, always
 * with the same key.
 *
 * <p>Every method returns at once. Stages fail with a {@link WireException} and complete on the client's serial thread: what follows them
 * must not block. Thread-safe.
 */
public final class WireClient implements AutoCloseable {

    private static final int PAGE_MAX = 200;

    private final ClientRuntime runtime;
    private final Serial serial;
    private final String user;
    private final Tokens tokens;
    private final ClientCore core;

    /**
     * A client that is not connected yet.
     *
     * @param api the nodes; the client begins with the first
     * @param password with which to log in again where the refresh token does not work any more; may be missing
     */
    public WireClient(HttpApi api, Session session, @Nullable String password, WireListener listener) {
        this.runtime = api.runtime();
        this.user = session.user();
        this.serial = runtime.newSerial();
        this.tokens = new Tokens(api, serial, session, password);
        this.core = new ClientCore(api, serial, tokens, listener);
    }

    /** The user this client is. */
    public String user() {
        return user;
    }

    /** The session as it is now, with an access token that lives a while: to be asked for before each use, not kept. */
    public CompletionStage<Session> session() {
        return onSerial(tokens::fresh);
    }

    /** Begins to connect; completes when the client is current for the first time, and fails only if that can never be. */
    public CompletionStage<Void> connect() {
        return onSerial(() -> {
            core.link.start();
            return core.firstSynced;
        });
    }

    /** Sends a message with a new key. */
    public CompletionStage<Answers.Ack> send(String chat, String text) {
        return send(chat, newKey(), text);
    }

    /** Sends a message with a key of the caller's; {@code since} is what the client knows when it is sent first. */
    public CompletionStage<Answers.Ack> send(String chat, String key, String text) {
        ObjectNode frame = Frames.frame("send").put("chat", chat).put("key", key);
        return onSerial(() -> core.operations.command(
                        frame,
                        chat,
                        first -> first.put("since", core.knownSeq(chat)).put("text", text)))
                .thenApply(reply -> ackOf(reply, chat, key));
    }

    private static Answers.Ack ackOf(JsonNode reply, String chat, String key) {
        Answers.Ack ack = Frames.as(reply, Answers.Ack.class);
        if (!ack.key().equals(key) || !ack.chat().equals(chat) || ack.seq() < 1) {
            throw WireException.badFrame("an ack of something else: " + ack + " (expected: key " + key + ")");
        }
        return ack;
    }

    /** The direct chat with another user, made if there is none. */
    public CompletionStage<ChatSummary> createDirect(String user) {
        return create(Frames.frame("create_chat").put("kind", "direct").put("user", user));
    }

    /** A new group of this user and others. */
    public CompletionStage<ChatSummary> createGroup(String title, Collection<String> users) {
        ObjectNode frame = Frames.frame("create_chat").put("kind", "group").put("title", title);
        frame.set("users", Frames.texts(users));
        return create(frame);
    }

    private CompletionStage<ChatSummary> create(ObjectNode frame) {
        frame.put("key", newKey());
        return onSerial(() -> core.operations.ask(frame).thenApply(reply -> {
            ChatSummary chat = Frames.as(reply.path("chat"), ChatSummary.class);
            core.list.put(chat);
            return chat;
        }));
    }

    public CompletionStage<Answers.Done> addMembers(String chat, Collection<String> users) {
        ObjectNode frame = Frames.frame("add_members").put("chat", chat);
        frame.set("users", Frames.texts(users));
        return change(chat, frame);
    }

    public CompletionStage<Answers.Done> removeMember(String chat, String user) {
        return change(chat, Frames.frame("remove_member").put("chat", chat).put("user", user));
    }

    public CompletionStage<Answers.Done> leave(String chat) {
        return change(chat, Frames.frame("leave").put("chat", chat));
    }

    public CompletionStage<Answers.Done> rename(String chat, String title) {
        return change(chat, Frames.frame("rename").put("chat", chat).put("title", title));
    }

    private CompletionStage<Answers.Done> change(String chat, ObjectNode frame) {
        frame.put("key", newKey());
        return onSerial(() -> core.operations.command(frame, chat, first -> {}))
                .thenApply(reply -> Frames.as(reply, Answers.Done.class));
    }

    /** Keeps the chat's log from its beginning, or goes on with what there is of it, and pulls what is missing. */
    public CompletionStage<Void> follow(String chat) {
        return onSerial(() -> {
            Replica replica = core.replicas.follow(chat, 0);
            replica.heard(Math.max(core.knownSeq(chat), replica.have() + 1));
            return core.replicas.pullIfBehind(chat);
        });
    }

    /** What the client has of a chat's log: without a hole, perhaps not from the beginning; empty if it is not followed. */
    public CompletionStage<List<Entry>> log(String chat) {
        return onSerial(() -> {
            Replica replica = core.replicas.find(chat);
            return CompletableFuture.completedFuture(replica == null ? List.of() : replica.entries());
        });
    }

    /** Completes when the client has the chat's log up to this seq. */
    public CompletionStage<Void> reached(String chat, long seq) {
        return onSerial(() -> core.replicas
                .reached(chat, seq)
                .toCompletableFuture()
                .orTimeout(runtime.settings().timing().operationDeadline().toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The chat list as the client has it. */
    public CompletionStage<List<ChatSummary>> chats() {
        return onSerial(() -> CompletableFuture.completedFuture(core.list.all()));
    }

    /** Asks the server what differs in the chat list; completes when it is complete. */
    public CompletionStage<List<ChatSummary>> refreshChats() {
        return onSerial(() -> core.refreshList().thenApply(listed -> core.list.all()));
    }

    /** A page that ends before a seq; null: the newest. */
    public CompletionStage<Answers.Page> historyBefore(String chat, @Nullable Long before, int limit) {
        ObjectNode ask = Frames.frame("history").put("chat", chat).put("limit", limit);
        if (before != null) {
            ask.put("before", before);
        }
        return onSerial(() -> core.page(ask));
    }

    /** A page that begins after a seq. */
    public CompletionStage<Answers.Page> historyAfter(String chat, long after, int limit) {
        ObjectNode ask =
                Frames.frame("history").put("chat", chat).put("after", after).put("limit", limit);
        return onSerial(() -> core.page(ask));
    }

    /** Reads a chat's whole log from the server, from the end to the beginning or the other way; ascending in any case. */
    public CompletionStage<List<Entry>> readAll(String chat, boolean backwards) {
        HistoryReader reader = backwards
                ? HistoryReader.backwards(before -> historyBefore(chat, before, PAGE_MAX))
                : HistoryReader.forwards(after -> historyAfter(chat, after, PAGE_MAX));
        return reader.read();
    }

    /** All members of a chat, page by page. */
    public CompletionStage<List<Answers.Member>> members(String chat) {
        return membersAfter(chat, null, new ArrayList<>());
    }

    private CompletionStage<List<Answers.Member>> membersAfter(
            String chat, @Nullable String after, List<Answers.Member> known) {
        ObjectNode frame = Frames.frame("members").put("chat", chat).put("limit", PAGE_MAX);
        if (after != null) {
            frame.put("after", after);
        }
        return request(frame)
                .thenApply(reply -> Frames.as(reply, Answers.MemberPage.class))
                .thenCompose(page -> {
                    known.addAll(page.members());
                    return page.next() == null
                            ? CompletableFuture.completedFuture(List.copyOf(known))
                            : membersAfter(chat, page.next(), known);
                });
    }

    /** How far each member has received and read. */
    public CompletionStage<List<Answers.Receipt>> receipts(String chat) {
        return request(Frames.frame("receipts").put("chat", chat))
                .thenApply(reply -> Frames.list(reply, "receipts", Answers.Receipt.class));
    }

    /** Replaces the users whose presence is pushed; their states now. */
    public CompletionStage<List<Answers.Presence>> watchPresence(Collection<String> users) {
        ObjectNode frame = Frames.frame("watch_presence");
        frame.set("users", Frames.texts(users));
        return request(frame).thenApply(reply -> Frames.list(reply, "users", Answers.Presence.class));
    }

    /** Says, a little later, that everything up to a seq was read. */
    public void read(String chat, long seq) {
        serial.execute(() -> core.positions.read(chat, seq));
    }

    /** Says, a little later, that everything up to a seq was received; by default the client does this by itself. */
    public void delivered(String chat, long seq) {
        serial.execute(() -> core.positions.delivered(chat, seq));
    }

    /** Says that this user is typing, or no more; lost when the client is not connected. */
    public void typing(String chat, boolean on) {
        ObjectNode frame = Frames.frame("typing").put("chat", chat).put("on", on);
        serial.execute(() -> core.link.send(Frames.write(frame)));
    }

    /** Any request that may safely be sent twice; the client adds the id. */
    public CompletionStage<JsonNode> request(ObjectNode frame) {
        return onSerial(() -> core.operations.ask(frame));
    }

    /** Sends any text as it is, for tests of bad input; lost when the client is not connected. */
    public void sendRaw(String text) {
        serial.execute(() -> core.link.send(text));
    }

    /** Cuts the connection, as a network would; the client comes back by itself. */
    public void cut() {
        serial.execute(core.link::cut);
    }

    /** How often something had to be sent again. */
    public CompletionStage<Long> retries() {
        return onSerial(() -> CompletableFuture.completedFuture(core.operations.retries()));
    }

    /** Ends the client; what is open fails with {@link WireException#ENDED}. */
    @Override
    public void close() {
        try {
            serial.execute(() -> core.link.end(1000, "closed"));
        } catch (RejectedExecutionException e) {
            return;
        }
    }

    /** A key that was not used before, for {@link #send(String, String, String)}. */
    public String newKey() {
        return MessageKeys.next(System.currentTimeMillis(), runtime.random());
    }

    private <T> CompletionStage<T> onSerial(Supplier<? extends CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            serial.execute(() -> task.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(Failures.unwrap(failure));
                }
            }));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(WireException.of(WireException.CLIENT_FULL, String.valueOf(e.getMessage())));
        }
        return result;
    }
}
