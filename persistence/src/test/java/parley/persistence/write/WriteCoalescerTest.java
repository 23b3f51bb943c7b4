package parley.persistence.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.persistence.PersistenceSettings.WriteLimits;

class WriteCoalescerTest {

    private static final int ROW_BYTES = 10;
    private static final WriteLimits LIMITS = new WriteLimits(2, 4, 50, 20, 200, Duration.ofMillis(100));

    private final FakeStore store = new FakeStore();
    private final AtomicLong now = new AtomicLong();
    private final WriteCoalescer<String> coalescer = new WriteCoalescer<>(LIMITS, store, now::get);

    @Test
    void sendsAtOnceWhileRequestsAreFree() {
        send("a1");
        send("a2");

        assertThat(store.sent).containsExactly(List.of("a1"), List.of("a2"));
    }

    @Test
    void packsWhatCameMeanwhileIntoTheNextRequest() {
        send("a1");
        send("a2");
        CompletableFuture<Void> third = write("a3");
        CompletableFuture<Void> fourth = write("a4", "a5");

        store.answerNext();

        assertThat(store.sent).last().isEqualTo(List.of("a3", "a4", "a5"));
        assertThat(third).isNotDone();
        store.answerAll();
        assertThat(third).isCompleted();
        assertThat(fourth).isCompleted();
    }

    @Test
    void refusesWhatHasWaitedTooLongInsteadOfSendingIt() {
        send("a1");
        send("a2");
        CompletableFuture<Void> late = write("a3", "a4");
        now.addAndGet(Duration.ofMillis(101).toNanos());
        CompletableFuture<Void> fresh = write("a5");

        store.answerNext();

        assertThat(store.sent).last().isEqualTo(List.of("a5"));
        assertThat(late).isCompletedExceptionally();
        store.answerAll();
        assertThat(fresh).isCompleted();
        assertThat(coalescer.stats().waitingRows()).isZero();
    }

    @Test
    void keepsLanesApart() {
        send("a1");
        send("a2");
        send("a3");
        send("b1");
        send("a4");

        store.answerNext();
        store.answerNext();

        assertThat(store.sent.subList(2, 4)).containsExactly(List.of("a3", "a4"), List.of("b1"));
    }

    @Test
    void splitsAWriteThatIsLargerThanARequest() {
        CompletableFuture<Void> write = write("a1", "a2", "a3", "a4", "a5", "a6");

        assertThat(store.sent).containsExactly(List.of("a1", "a2", "a3", "a4"), List.of("a5", "a6"));
        store.answerNext();
        assertThat(write).isNotDone();
        store.answerNext();
        assertThat(write).isCompleted();
    }

    @Test
    void capsARequestByBytes() {
        WriteCoalescer<String> small =
                new WriteCoalescer<>(new WriteLimits(2, 4, 25, 20, 200, Duration.ofSeconds(1)), store);

        var ignored = small.write(List.of("a1", "a2", "a3"));

        assertThat(store.sent).containsExactly(List.of("a1", "a2"), List.of("a3"));
    }

    @Test
    void failureOfARequestFailsExactlyTheWritesInIt() {
        CompletableFuture<Void> first = write("a1");
        CompletableFuture<Void> second = write("a2");
        CompletableFuture<Void> third = write("a3");

        store.failNext(new IllegalStateException("timed out"));
        store.answerAll();

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
    }

    @Test
    void doesNotSendTheRestOfAWriteThatFailed() {
        CompletableFuture<Void> write = write("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9");

        store.failNext(new IllegalStateException("timed out"));
        store.answerAll();

        assertThat(write).isCompletedExceptionally();
        assertThat(store.sent).containsExactly(List.of("a1", "a2", "a3", "a4"), List.of("a5", "a6", "a7", "a8"));
        assertThat(coalescer.stats().waitingRows()).isZero();
        assertThat(coalescer.stats().waitingBytes()).isZero();
        assertThat(coalescer.stats().requests()).isZero();
    }

    @Test
    void sendsRowsOneByOneWhenTheirRequestWasTooLarge() {
        send("b1");
        send("b2");
        CompletableFuture<Void> first = write("a1");
        CompletableFuture<Void> second = write("a2");
        store.answerNext();
        store.answerNext();

        store.failNext(new FakeStore.TooLarge());

        assertThat(store.sent).last().isEqualTo(List.of("a1"));
        store.failNext(new FakeStore.TooLarge());
        assertThat(store.sent).last().isEqualTo(List.of("a2"));
        store.answerAll();
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
    }

    @Test
    void refusesWhatExceedsTheRoomForWaiting() {
        IntStream.range(0, 22).forEach(i -> send("a" + i));

        CompletableFuture<Void> refused = write("a22");

        assertThat(refused.handle((done, failure) -> failure).join()).isInstanceOf(WritesRefused.class);
        store.answerAll();
        assertThat(store.sent.stream().mapToInt(List::size).sum()).isEqualTo(22);
    }

    @Test
    void survivesATransportThatThrows() {
        store.throwing = true;

        CompletableFuture<Void> write = write("a1");

        assertThat(write).isCompletedExceptionally();
        assertThat(coalescer.stats().requests()).isZero();
    }

    private void send(String... rows) {
        var ignored = write(rows);
    }

    private CompletableFuture<Void> write(String... rows) {
        return coalescer.write(List.of(rows)).toCompletableFuture();
    }

    /** Rows are named by their lane's letter; answers come when the test says so. */
    private static final class FakeStore implements RowTransport<String> {

        static final class TooLarge extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        final List<List<String>> sent = new ArrayList<>();
        final Deque<CompletableFuture<Void>> unanswered = new ArrayDeque<>();
        boolean throwing;

        @Override
        public int bytes(String row) {
            return ROW_BYTES;
        }

        @Override
        public Object lane(String row) {
            return row.charAt(0);
        }

        @Override
        public CompletionStage<?> send(List<String> rows) {
            if (throwing) {
                throw new IllegalStateException("closed");
            }
            sent.add(rows);
            CompletableFuture<Void> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer;
        }

        @Override
        public boolean refusedAsTooLarge(Throwable failure) {
            return failure instanceof TooLarge;
        }

        void answerNext() {
            unanswered.remove().complete(null);
        }

        void failNext(RuntimeException failure) {
            unanswered.remove().completeExceptionally(failure);
        }

        void answerAll() {
            while (!unanswered.isEmpty()) {
                answerNext();
            }
        }
    }
}
