package parley.gateway.http;

import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.engine.account.StoreUnavailable;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.ServerFrame;

/**
 * Pages of users' chat lists, in the order of the chats' ids, so that a page begins where the last one ended whatever has happened
 * between. A list is stored as a whole and read as a whole; only some are read at once. Thread-safe.
 */
final class ChatLists {

    private static final long BUSY_RETRY_MS = 500;

    private final Function<UserId, CompletionStage<List<InboxRow>>> stored;
    private final BiFunction<UserId, ChatId, CompletionStage<InboxRow>> describe;
    private final Semaphore reads;
    private final Counter full;

    /** {@code describe}: asks a chat what its row would say; bounded by whoever asks. */
    ChatLists(
            Function<UserId, CompletionStage<List<InboxRow>>> stored,
            BiFunction<UserId, ChatId, CompletionStage<InboxRow>> describe,
            int readsMax,
            Counter full) {
        this.stored = stored;
        this.describe = describe;
        this.reads = new Semaphore(readsMax);
        this.full = full;
    }

    /** {@code next}: what to go on after; null on the last page. */
    record Page(List<ServerFrame.Chat> chats, @Nullable String next) {}

    /** @param after the id of a chat, empty to begin */
    CompletionStage<Page> page(UserId user, String after, int limit) {
        return read(user).thenCompose(rows -> cut(user, rows, after, limit));
    }

    /** The others of the user's direct chats. */
    CompletionStage<List<UserId>> peers(UserId user) {
        return read(user)
                .thenApply(rows -> rows.stream()
                        .flatMap(row -> Stream.ofNullable(row.peer()))
                        .toList());
    }

    private CompletionStage<List<InboxRow>> read(UserId user) {
        if (!reads.tryAcquire()) {
            full.increment();
            throw new RequestRefused(ErrorCode.BUSY, "too many lists are read at once", BUSY_RETRY_MS);
        }
        return CompletableFuture.completedFuture(user)
                .thenCompose(stored)
                .whenComplete((rows, failure) -> reads.release())
                .exceptionally(failure -> {
                    throw new StoreUnavailable("read chat list", failure);
                });
    }

    private CompletionStage<Page> cut(UserId user, List<InboxRow> rows, String after, int limit) {
        List<InboxRow> rest = rows.stream()
                .filter(row -> row.chat().local().compareTo(after) > 0)
                .sorted(Comparator.comparing(row -> row.chat().local()))
                .limit(limit + 1L)
                .toList();
        boolean more = rest.size() > limit;
        List<InboxRow> page = more ? rest.subList(0, limit) : rest;
        String next = more ? page.get(limit - 1).chat().local() : null;
        return newest(user, page)
                .thenApply(
                        chats -> new Page(chats.stream().map(EngineFrames::chat).toList(), next));
    }

    /** Of rows that are open only their chats know what is newest; those that do not say so are shown as unsure. */
    private CompletionStage<List<InboxRow>> newest(UserId user, List<InboxRow> page) {
        CompletionStage<List<InboxRow>> told = CompletableFuture.completedFuture(new ArrayList<>());
        for (InboxRow row : page) {
            CompletionStage<InboxRow> answer = row.open()
                    ? describe.apply(user, row.chat()).exceptionally(failure -> row)
                    : CompletableFuture.completedFuture(row);
            told = told.thenCombine(answer, (before, newest) -> {
                before.add(newest);
                return before;
            });
        }
        return told;
    }
}
