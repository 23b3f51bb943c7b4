package parley.loadtests.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole log page by page, in one direction, and gives it in ascending order. Fails with a {@link WireException} where pages do
 * not meet: a hole, an entry twice, a page that does not get on. Used once.
 */
public final class HistoryReader {

    private static final int PAGES_MAX = 100_000;

    private final Function<@Nullable Long, CompletionStage<Answers.Page>> read;
    private final boolean backwards;
    private final List<List<Entry>> pages = new ArrayList<>();

    private HistoryReader(Function<@Nullable Long, CompletionStage<Answers.Page>> read, boolean backwards) {
        this.read = read;
        this.backwards = backwards;
    }

    /** Reads from the end, with what gives the page before a seq; before null: the newest. */
    public static HistoryReader backwards(Function<@Nullable Long, CompletionStage<Answers.Page>> read) {
        return new HistoryReader(read, true);
    }

    /** Reads from the beginning, with what gives the page after a seq. */
    public static HistoryReader forwards(Function<Long, CompletionStage<Answers.Page>> read) {
        return new HistoryReader(after -> read.apply(after == null ? 0L : after), false);
    }

    /** The whole log. */
    public CompletionStage<List<Entry>> read() {
        return readFrom(backwards ? null : 0L);
    }

    private CompletionStage<List<Entry>> readFrom(@Nullable Long cursor) {
        return read.apply(cursor).thenCompose(page -> take(page, cursor));
    }

    private CompletionStage<List<Entry>> take(Answers.Page page, @Nullable Long cursor) {
        List<Entry> entries = page.entries();
        check(entries, cursor);
        pages.add(entries);
        if (page.end()) {
            return CompletableFuture.completedFuture(inOrder());
        }
        if (entries.isEmpty() || pages.size() >= PAGES_MAX) {
            return CompletableFuture.failedFuture(
                    WireException.badFrame("a page without entries that is not the end, at " + cursor));
        }
        return readFrom(
                backwards
                        ? entries.get(0).seq()
                        : entries.get(entries.size() - 1).seq());
    }

    private void check(List<Entry> entries, @Nullable Long cursor) {
        if (entries.isEmpty()) {
            return;
        }
        long first = entries.get(0).seq();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).seq() != first + i) {
                throw WireException.badFrame("seq " + entries.get(i).seq() + " (expected: " + (first + i) + ")");
            }
        }
        long meets = backwards ? first + entries.size() : first - 1;
        if (cursor != null && cursor != meets) {
            throw WireException.badFrame("a page that meets " + meets + " (expected: " + cursor + ")");
        }
    }

    private List<Entry> inOrder() {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            all.addAll(pages.get(backwards ? pages.size() - 1 - i : i));
        }
        return List.copyOf(all);
    }
}
