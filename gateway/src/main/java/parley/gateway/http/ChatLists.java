package parley.gateway.http;

import io.micrometer.core.instrument.Counter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.account.StoreUnavailable;
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
    private final Semaphore reads;
    private final Counter full;

    ChatLists(Function<UserId, CompletionStage<List<InboxRow>>> stored, int readsMax, Counter full) {
        this.stored = stored;
        this.reads = new Semaphore(readsMax);
        this.full = full;
    }

    /** {@code next}: what to go on after; null on the last page. */
    record Page(List<ServerFrame.Chat> chats, @Nullable String next) {}

    /** @param after the id of a chat, empty to begin */
    CompletionStage<Page> page(UserId user, String after, int limit) {
        if (!reads.tryAcquire()) {
            full.increment();
            throw new RequestRefused(ErrorCode.BUSY, "too many lists are read at once", BUSY_RETRY_MS);
        }
        return CompletableFuture.completedFuture(user)
                .thenCompose(stored)
                .whenComplete((rows, failure) -> reads.release())
                .exceptionally(failure -> {
                    throw new StoreUnavailable("read chat list", failure);
                })
                .thenApply(rows -> cut(rows, after, limit));
    }

    private static Page cut(List<InboxRow> rows, String after, int limit) {
        List<ServerFrame.Chat> rest = rows.stream()
                .filter(row -> row.chat().local().compareTo(after) > 0)
                .sorted(Comparator.comparing(row -> row.chat().local()))
                .limit(limit + 1L)
                .map(EngineFrames::chat)
                .toList();
        boolean more = rest.size() > limit;
        List<ServerFrame.Chat> page = more ? rest.subList(0, limit) : rest;
        return new Page(page, more ? page.get(limit - 1).chat() : null);
    }
}
