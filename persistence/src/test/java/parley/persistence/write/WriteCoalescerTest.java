package parley.persistence.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.persistence.PersistenceSettings.WriteLimits;
import parley.persistence.write.WriteCoalescer.Refused;

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
    void tellsHowLongAWriteTookWithItsWaitingAndNothingOfOneThatFailed() {
        List<Long> took = new ArrayList<>();
        coalescer.measure(took::add);
        send("a1");
        send("a2");
        send("a3");
        now.addAndGet(7);
        store.answerNext();
        now.addAndGet(2);
        store.failNext(new IllegalStateException("no"));
        store.answerAll();

        assertThat(took).containsExactly(7L, 9L);
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
        assertThat(reached("waiting-time-max")).isEqualTo(2);
        store.answerAll();
        assertThat(fresh).isCompleted();
        assertThat(coalescer.stats().waitingRows()).isZero();
    }

    @Test
    void keepsLanesApart() {
        send("a1");
        send("b1");
        send("a2");
        send("b2");
        send("a3");

        store.answerNext();
        store.answerNext();

        assertThat(store.sent.subList(2, 4)).containsExactly(List.of("a2", "a3"), List.of("b2"));
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
        send("a8");
        send("a9");
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
        assertThat(reached("waiting-rows-max")).isEqualTo(1);
        store.answerAll();
        assertThat(store.sent.stream().mapToInt(List::size).sum()).isEqualTo(22);
        send("a23");
        assertThat(store.sent).last().isEqualTo(List.of("a23"));
    }

    @Test
    void refusesWhatExceedsTheBytesForWaiting() {
        store.rowBytes = 100;
        send("a1");
        send("a2");
        send("a3");
        send("a4");

        CompletableFuture<Void> refused = write("a5");

        assertThat(refused).isCompletedExceptionally();
        assertThat(reached("waiting-bytes-max")).isEqualTo(1);
        store.answerAll();
        assertThat(store.sent.stream().flatMap(List::stream)).containsExactly("a1", "a2", "a3", "a4");
        send("a6");
        assertThat(store.sent).last().isEqualTo(List.of("a6"));
    }

    @Test
    void replicasThatDoNotAnswerDoNotStopTheRowsOfOthers() {
        send("a1");
        send("a2");
        send("a3");

        CompletableFuture<Void> other = write("b1");
        send("b2");

        assertThat(store.sent).containsExactly(List.of("a1"), List.of("a2"), List.of("b1"));
        store.answerOf("b1");
        assertThat(other).isCompleted();
        assertThat(store.sent)
                .last()
                .as("one at a time, beside what keeps the rest")
                .isEqualTo(List.of("b2"));
        assertThat(coalescer.stats().requests()).isEqualTo(3);
    }

    @Test
    void aStoreThatFailsAtOnceFailsHoweverManyWait() {
        int many = 20_000;
        WriteCoalescer<String> narrow = new WriteCoalescer<>(
                new WriteLimits(1, 1, 50, many, (long) many * ROW_BYTES, Duration.ofSeconds(1)), store);
        var unused = narrow.write(List.of("a0"));
        List<CompletableFuture<Void>> waiting = IntStream.range(0, many)
                .mapToObj(i -> narrow.write(List.of("a" + i)).toCompletableFuture())
                .toList();
        store.throwing = true;

        store.answerNext();

        assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(narrow.stats().requests()).isZero();
    }

    @Test
    void survivesATransportThatThrows() {
        store.throwing = true;

        CompletableFuture<Void> write = write("a1");

        assertThat(write).isCompletedExceptionally();
        assertThat(coalescer.stats().requests()).isZero();
    }

    private double reached(String setting) {
        Refused refused = coalescer.stats().refused();
        return switch (setting) {
            case "waiting-rows-max" -> refused.byRows();
            case "waiting-bytes-max" -> refused.byBytes();
            default -> refused.byTime();
        };
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
        final Map<String, CompletableFuture<Void>> answerOf = new HashMap<>();
        boolean throwing;
        int rowBytes = ROW_BYTES;

        @Override
        public int bytes(String row) {
            return rowBytes;
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
            answerOf.put(rows.get(0), answer);
            return answer;
        }

        @Override
        public boolean refusedAsTooLarge(Throwable failure) {
            return failure instanceof TooLarge;
        }

        void answerOf(String firstRow) {
            answerOf.get(firstRow).complete(null);
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
