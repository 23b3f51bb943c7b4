package parley.persistence.inbox;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads the heads of many rows, a bounded number at a time. */
final class HeadReads {

    private final Function<Row, CompletionStage<Optional<StoredHead>>> read;
    private final int readsMax;

    HeadReads(Function<Row, CompletionStage<Optional<StoredHead>>> read, int readsMax) {
        this.read = read;
        this.readsMax = readsMax;
    }

    /** In the order of the rows. Fails when one of them does. */
    CompletionStage<List<Optional<StoredHead>>> of(List<Row> rows) {
        List<Optional<StoredHead>> heads = new ArrayList<>(rows.size());
        rows.forEach(row -> heads.add(Optional.empty()));
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < Math.min(readsMax, rows.size()); i++) {
            readers.add(readOn(rows, heads, next).toCompletableFuture());
        }
        return CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new))
                .thenApply(done -> heads);
    }

    /** One reader: takes the next row until there is none. What needs no query is done in the loop, not by recursion. */
    private CompletionStage<Void> readOn(List<Row> rows, List<Optional<StoredHead>> heads, AtomicInteger next) {
        for (int index = next.getAndIncrement(); index < rows.size(); index = next.getAndIncrement()) {
            int at = index;
            CompletableFuture<Optional<StoredHead>> head =
                    read.apply(rows.get(at)).toCompletableFuture();
            if (!head.isDone()) {
                return head.thenAccept(found -> heads.set(at, found)).thenCompose(done -> readOn(rows, heads, next));
            }
            heads.set(at, head.join());
        }
        return CompletableFuture.completedFuture(null);
    }
}
