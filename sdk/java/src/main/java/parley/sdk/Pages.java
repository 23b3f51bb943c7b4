package parley.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the server for what is missing: pages of history, single chats, members, receipts. Each thing once at a time. */
final class Pages {

    /** Entries of a page that somebody looks at; less where the server gives less. */
    private static final int PAGE = 50;

    private static final int RETRIES = 5;
    private static final long RETRY_MS = 500;
    private static final int RECEIPTS_MEMBERS_MAX = 100;

    private final Store store;
    private final Connection connection;
    private final People people;
    private final BiConsumer<String, List<Entry>> entries;
    private final Runnable membersRead;
    private final Loop loop;
    /** What is being asked for. */
    private final Map<String, CompletableFuture<Void>> underway = new HashMap<>();

    /**
     * @param entries takes in what was missing
     * @param membersRead told when the members of a chat are known
     */
    Pages(
            Store store,
            Connection connection,
            People people,
            BiConsumer<String, List<Entry>> entries,
            Runnable membersRead,
            Loop loop) {
        this.store = store;
        this.connection = connection;
        this.people = people;
        this.entries = entries;
        this.membersRead = membersRead;
        this.loop = loop;
    }

    /** The newest page of a chat, unless it is there already. */
    CompletionStage<Void> load(String chat) {
        ChatLog log = store.useLog(chat);
        if (log.isLoaded()) {
            return CompletableFuture.completedFuture(null);
        }
        return once(
                "open " + chat,
                () -> ask(Json.frame("history").put("chat", chat).put("limit", pageSize()))
                        .thenAccept(page -> {
                            List<Entry> newest = entriesOf(page);
                            log.start(newest);
                            entries.accept(chat, newest);
                        }));
    }

    /** Whatever it takes to show a chat. */
    CompletionStage<Void> open(String chat) {
        return load(chat).thenRun(() -> {
            receipts(chat);
            Chat row = store.chat(chat);
            List<String> seen = new ArrayList<>(Fold.peopleIn(store.useLog(chat).entries()));
            seen.add(store.myself());
            if (row != null) {
                seen.addAll(Replica.peopleOf(row));
            }
            people.freshen(seen);
            if (row != null && row.isGroup() && row.leftSeq() == null) {
                members(chat);
            }
        });
    }

    /** The page before the oldest entry. */
    CompletionStage<Void> older(String chat) {
        ChatLog log = store.useLog(chat);
        if (!log.isLoaded() || log.reachesStart() || log.isFull()) {
            return CompletableFuture.completedFuture(null);
        }
        ObjectNode frame = Json.frame("history")
                .put("chat", chat)
                .put("before", log.first())
                .put("limit", pageSize());
        return once(
                "older " + chat,
                () -> ask(frame).thenAccept(page -> {
                    List<Entry> older = entriesOf(page);
                    log.prepend(older);
                    people.need(Fold.peopleIn(older));
                    store.changed();
                }));
    }

    /** Everything after the newest entry. */
    CompletionStage<Void> catchUp(String chat) {
        return once("sync " + chat, () -> catchUpMore(chat));
    }

    private CompletableFuture<Void> catchUpMore(String chat) {
        ChatLog log = store.log(chat);
        if (log == null || !log.isLoaded()) {
            return CompletableFuture.completedFuture(null);
        }
        return ask(Json.frame("sync").put("chat", chat).put("after", log.last()))
                .thenCompose(page -> {
                    List<Entry> next = entriesOf(page);
                    entries.accept(chat, next);
                    boolean end = next.isEmpty() || (page.path("end").asBoolean() && !log.hasGap());
                    return end ? CompletableFuture.<Void>completedFuture(null) : catchUpMore(chat);
                });
    }

    /** A page of what comes after some seq, which is not kept; fails with a {@link Refusal}. */
    CompletableFuture<List<Entry>> after(String chat, long after) {
        int limit = store.limits().pageEntries();
        return ask(Json.frame("history").put("chat", chat).put("after", after).put("limit", limit))
                .thenApply(Pages::entriesOf);
    }

    /** Asks for the list where it differs. The buckets that come next; fails. */
    CompletableFuture<List<Integer>> list(List<String> digest) {
        ObjectNode frame = Json.frame("list");
        frame.set("digest", Json.strings(digest));
        return ask(frame).thenApply(listed -> Json.list(listed.path("buckets"), Integer.class));
    }

    /**
     * The chat as the server has it.
     *
     * @param activity when something happened there; 0 for nothing
     */
    void chat(String chat, long activity) {
        latest(
                "chat " + chat,
                () -> ask(Json.frame("get_chat").put("chat", chat)).thenAccept(reply -> {
                    Chat told = Json.as(reply.path("chat"), Chat.class);
                    store.putChat(told);
                    store.touch(chat, activity);
                    people.need(Replica.peopleOf(told));
                }));
    }

    void members(String chat) {
        latest("members " + chat, () -> membersAfter(chat, null, new ArrayList<>()));
    }

    private CompletableFuture<Void> membersAfter(String chat, @Nullable String after, List<Member> members) {
        ObjectNode frame = Json.frame("members")
                .put("chat", chat)
                .put("limit", store.limits().pageEntries());
        if (after != null) {
            frame.put("after", after);
        }
        return ask(frame).thenCompose(page -> {
            JsonNode next = page.path("next");
            List<Member> more = Json.list(page.path("members"), Member.class);
            members.addAll(more);
            if (next.isTextual() && !more.isEmpty()) {
                return membersAfter(chat, next.asText(), members);
            }
            store.putMembers(chat, members);
            List<String> users = members.stream().map(Member::user).toList();
            people.need(users);
            people.freshen(users);
            membersRead.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** How far the others are, in chats that are told. */
    void receipts(String chat) {
        Chat row = store.chat(chat);
        if (row == null || row.memberCount() > RECEIPTS_MEMBERS_MAX || row.leftSeq() != null) {
            return;
        }
        once(
                "receipts " + chat,
                () -> ask(Json.frame("receipts").put("chat", chat))
                        .thenAccept(reply -> reply.path("receipts")
                                .forEach(receipt -> store.putReceipt(
                                        chat,
                                        receipt.path("user").asText(),
                                        receipt.path("delivered").asLong(),
                                        receipt.path("read").asLong()))));
    }

    private int pageSize() {
        return Math.min(PAGE, store.limits().pageEntries());
    }

    private static List<Entry> entriesOf(ObjectNode page) {
        return Json.list(page.path("entries"), Entry.class);
    }

    /** Done when it is over, whatever came of it: failing is no drama, the next connection, push or visit asks again. */
    private CompletionStage<Void> once(String what, Supplier<CompletionStage<Void>> work) {
        CompletableFuture<Void> running = underway.get(what);
        if (running != null) {
            return running;
        }
        var begun = new CompletableFuture<Void>();
        underway.put(what, begun);
        work.get().whenComplete((done, failure) -> {
            underway.remove(what);
            begun.complete(null);
        });
        return begun;
    }

    /** Like {@link #once}, for what may have changed since it was asked for: then it is asked for once more. */
    private void latest(String what, Supplier<CompletionStage<Void>> work) {
        CompletableFuture<Void> running = underway.get(what);
        if (running == null) {
            once(what, work);
        } else {
            once(what + " again", () -> running.thenCompose(over -> once(what, work)));
        }
    }

    private CompletableFuture<ObjectNode> ask(ObjectNode frame) {
        return attempt(frame, 1);
    }

    private CompletableFuture<ObjectNode> attempt(ObjectNode frame, int attempt) {
        return connection.request(frame).exceptionallyCompose(failure -> {
            Refusal refusal = Refusal.of(failure);
            if (!refusal.retryable() || attempt == RETRIES || !connection.isOnline()) {
                return CompletableFuture.failedFuture(refusal);
            }
            long wait = refusal.retryAfterMs() == null ? RETRY_MS * attempt : refusal.retryAfterMs();
            return loop.pause(wait).thenCompose(over -> attempt(frame, attempt + 1));
        });
    }
}
