package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One chat: what is known of it, and what one can do in it. May be used on any thread. Every stage fails with a {@link Refusal}.
 *
 * <p>What asks the server for a change of the chat ({@code addMembers}, {@code rename}, …) does so under a key of its own, again while the
 * outcome is unknown, up to 6 times; a refusal that is still {@link Refusal#retryable} then leaves the outcome unknown.
 */
public final class Conversation {

    private static final long TYPING_REPEAT_MS = 5_000;

    private final String id;
    private final Client client;
    private final Client.Parts parts;
    private long typingSaidAt;

    Conversation(String id, Client client, Client.Parts parts) {
        this.id = id;
        this.client = client;
        this.parts = parts;
    }

    /** The chat's id. */
    public String id() {
        return id;
    }

    /** Its row in the list; null while it is not known. */
    public @Nullable Chat row() {
        return parts.store().chat(id);
    }

    /**
     * A stretch of its log without a hole, ascending; empty until it is shown, followed or opened. At most 1,000 entries are kept of a chat
     * that is not on the screen, and 10,000 of the one that is: the oldest are let go, and may be read again.
     */
    public List<Entry> entries() {
        ChatLog log = parts.store().log(id);
        return log == null ? List.of() : log.entries();
    }

    /** One's own messages that have no ack yet, and those that were refused, in the order in which they were written. */
    public List<Unsent> unsent() {
        ChatLog log = parts.store().log(id);
        return parts.outbox().items().stream()
                .filter(item -> item.chat().equals(id) && (log == null || !log.has(item.key())))
                .toList();
    }

    /** How far the others are, by user. */
    public Map<String, Receipt> receipts() {
        return parts.store().receipts(id);
    }

    /** Who is thought to type. */
    public List<String> typists() {
        return parts.store().typists(id);
    }

    /** Who is in a group that was shown; kept up to date from then on. */
    public List<Member> members() {
        return parts.store().members(id);
    }

    /** Reads the newest page, unless it is there; from then on {@link #entries} follows the chat. Done when it was tried. */
    public CompletionStage<Void> open() {
        return client.ask(() -> parts.pages().load(id));
    }

    /** Reads the page before the oldest entry. Done when it was tried. */
    public CompletionStage<Void> older() {
        return client.ask(() -> parts.pages().older(id));
    }

    /**
     * One page of the log, which is not kept: up to 200 entries that come after some seq, ascending; empty at the end.
     */
    public CompletionStage<List<Entry>> page(long after) {
        return client.ask(() -> parts.pages().after(id, after));
    }

    /**
     * Tells every entry after some seq, in order and each once, through gaps and absences, until it is closed or the client is.
     *
     * @param after the seq of the last entry that is not wanted; 0 for all
     */
    public Following follow(long after, EntryListener listener) {
        return client.follow(this, after, listener);
    }

    /**
     * Sends a text, now or when there is a connection again, once and after what was written before it. It is kept in the storage until it
     * has its ack, so it is sent even when the program ends before that.
     *
     * @return the message as the server has it; fails with a {@link Refusal} that is final
     */
    public CompletionStage<Entry> send(String text) {
        return client.ask(() -> {
            String key = parts.keys().next(parts.loop().now());
            return send(text, key, null, null);
        });
    }

    /**
     * Like {@link #send(String)}, for what may be sent again by another process: under the same key it is sent once.
     *
     * @param key 1 to 64 characters of {@code [A-Za-z0-9_-]}; in another chat the same key is another message
     * @param since the seq that the chat had when it was made for the first time
     */
    public CompletionStage<Entry> send(String text, String key, long since) {
        return client.ask(
                () -> send(text, key, since, parts.keys().next(parts.loop().now())));
    }

    private CompletableFuture<Entry> send(String text, String key, @Nullable Long once, @Nullable String place) {
        typingSaidAt = 0;
        Outbox outbox = parts.outbox();
        if (text.isEmpty() || text.length() > parts.store().limits().textUnits()) {
            return CompletableFuture.failedFuture(Refusal.of("bad_frame"));
        }
        Unsent.Id message = idOf(key);
        Unsent before = outbox.item(message);
        if (before != null && before.failed() == null) {
            return outbox.outcome(message);
        }
        if (outbox.isFull()) {
            return CompletableFuture.failedFuture(new Refusal("outbox_full", null, true, null));
        }
        Long since = once == null && parts.connection().isOnline()
                ? Long.valueOf(parts.store().seqOf(id))
                : once;
        long now = parts.loop().now();
        CompletableFuture<Entry> outcome = outbox.outcome(message);
        outbox.put(new Unsent(key, parts.store().myself(), id, wellFormed(text), now, since, null, place));
        return outcome;
    }

    /** Sends once more what was refused, as a new message; {@code not_found} when there is no such message in this chat. */
    public CompletionStage<Entry> sendAgain(String key) {
        return client.ask(() -> {
            Unsent failed = parts.outbox().item(idOf(key));
            if (failed == null) {
                return CompletableFuture.failedFuture(Refusal.of("not_found"));
            }
            parts.outbox().remove(failed.id());
            return send(failed.text(), parts.keys().next(parts.loop().now()), null, null);
        });
    }

    /** A message of this chat without an ack is not sent any more; whoever waits for it is told {@code discarded}. */
    public void discard(String key) {
        client.run(() -> parts.outbox().remove(idOf(key)));
    }

    /** The newest there is was seen. */
    public void markRead() {
        client.run(() -> {
            Chat row = row();
            if (row != null) {
                parts.positions().read(id, new Position(row.seq(), row.n()));
            }
        });
    }

    /** Everything up to this entry was seen. Never goes back; the newest is told to the server within a second, again until it has it. */
    public void markRead(Entry entry) {
        client.run(() -> parts.positions().read(id, entry.position()));
    }

    /**
     * To be called with each key that is pressed; said as often as the protocol has it.
     *
     * @param on false when somebody stopped
     */
    public void typing(boolean on) {
        client.run(() -> {
            long now = parts.loop().now();
            if (on ? now - typingSaidAt >= TYPING_REPEAT_MS : typingSaidAt > 0) {
                typingSaidAt = on ? now : 0;
                parts.connection().tell(Json.frame("typing").put("chat", id).put("on", on));
            }
        });
    }

    /**
     * Adds users to a group, at most 100 at a time.
     *
     * @return the seq of the entry that says so
     */
    public CompletionStage<Long> addMembers(List<String> users) {
        ObjectNode frame = frame("add_members");
        frame.set("users", Json.strings(users));
        return change(frame);
    }

    /**
     * Puts somebody out of a group that one owns.
     *
     * @return the seq of the entry that says so
     */
    public CompletionStage<Long> removeMember(String user) {
        return change(frame("remove_member").put("user", user));
    }

    /**
     * Gives a group another title.
     *
     * @return the seq of the entry that says so
     */
    public CompletionStage<Long> rename(String title) {
        return change(frame("rename").put("title", title));
    }

    /**
     * Leaves a group.
     *
     * @return the seq of the entry that says so
     */
    public CompletionStage<Long> leave() {
        return change(frame("leave"));
    }

    private Unsent.Id idOf(String key) {
        return new Unsent.Id(id, key);
    }

    private ObjectNode frame(String type) {
        return Json.frame(type).put("chat", id);
    }

    private CompletionStage<Long> change(ObjectNode frame) {
        return client.ask(() ->
                parts.changes().ask(frame).thenApply(done -> done.path("seq").asLong()));
    }

    /** Half a surrogate pair, which the protocol does not take, becomes U+FFFD. */
    private static String wellFormed(String text) {
        var whole = new StringBuilder();
        text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xfffd : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
