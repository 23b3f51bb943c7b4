package parley.persistence.write;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import parley.persistence.PersistenceSettings.WriteLimits;

/**
 * Packs the rows of writes that are made at the same time into few requests, because the cost is per request and not per row.
 * No delay is added: while fewer than {@code requestsMax} requests are on their way, or none of the row's own lane, a write leaves
 * at once, otherwise it goes with the next. So replicas that do not answer, whatever share of the requests they keep, do not stop
 * the rows of others. A write may be larger than a request and is then split; it is done when all of its rows are, and fails when
 * one of its requests does, the others of its rows being written or not. Rows that waited too long, or whose write has failed,
 * are not sent any more. Thread-safe; stages complete on the store's threads.
 */
public final class WriteCoalescer<R> {

    private final WriteLimits limits;
    private final RowTransport<R> transport;
    private final LongSupplier nanoTime;
    private volatile LongConsumer durableAfterNanos = nanos -> {};

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final Map<Object, ArrayDeque<Pending<R>>> lanes = new LinkedHashMap<>();
    private final Map<Object, Integer> requestsByLane = new HashMap<>();
    private int requests;
    private int waitingRows;
    private long waitingBytes;
    private long sentRequests;
    private long sentRows;
    private long splitRequests;
    private long refusedByRows;
    private long refusedByBytes;
    private long refusedByTime;

    public WriteCoalescer(WriteLimits limits, RowTransport<R> transport) {
        this(limits, transport, System::nanoTime);
    }

    WriteCoalescer(WriteLimits limits, RowTransport<R> transport, LongSupplier nanoTime) {
        this.limits = limits;
        this.transport = transport;
        this.nanoTime = nanoTime;
    }

    /** Completes when all rows are durable. Fails with {@link WritesRefused} when too much is waiting, else as the store says. */
    public CompletionStage<Void> write(List<R> rows) {
        Write write = new Write(rows.size(), nanoTime.getAsLong());
        List<Pending<R>> pending = new ArrayList<>(rows.size());
        long bytes = 0;
        for (R row : rows) {
            int rowBytes = transport.bytes(row);
            bytes += rowBytes;
            pending.add(new Pending<>(row, rowBytes, transport.lane(row), write));
        }
        synchronized (lock) {
            if (isTooMuch(rows.size(), bytes)) {
                countRefused(rows.size());
                return CompletableFuture.failedFuture(new WritesRefused("writes waiting: " + waitingRows + " rows, "
                        + waitingBytes + " bytes (expected: room for " + rows.size() + " and " + bytes + ")"));
            }
            for (Pending<R> row : pending) {
                lanes.computeIfAbsent(row.lane, lane -> new ArrayDeque<>()).add(row);
            }
            waitingRows += rows.size();
            waitingBytes += bytes;
        }
        var unused = write.done.thenRun(() -> durableAfterNanos.accept(nanoTime.getAsLong() - write.sinceNanos));
        sendWhatMayLeave();
        return write.done;
    }

    /** A write larger than all the room there is may still come when nothing else waits; its size is the caller's to bound. */
    private boolean isTooMuch(int rows, long bytes) {
        return waitingRows > 0
                && (waitingRows + rows > limits.waitingRowsMax() || waitingBytes + bytes > limits.waitingBytesMax());
    }

    private void countRefused(int rows) {
        if (waitingRows + rows > limits.waitingRowsMax()) {
            refusedByRows++;
        } else {
            refusedByBytes++;
        }
    }

    private void sendWhatMayLeave() {
        List<Write> expired = new ArrayList<>();
        for (Request<R> next = nextRequest(expired); next != null; next = nextRequest(expired)) {
            send(next);
        }
        expired.forEach(write -> write.rowDone(
                new WritesRefused("write waited " + limits.waitingTimeMax() + " (expected: to leave before)")));
    }

    private record Request<R>(Object lane, List<Pending<R>> rows) {}

    /** What leaves next, with a place among the requests taken for it; null if nothing may leave. */
    private @Nullable Request<R> nextRequest(List<Write> expired) {
        synchronized (lock) {
            for (Object lane = laneThatMaySend(); lane != null; lane = laneThatMaySend()) {
                List<Pending<R>> rows = takeFrom(lane, expired);
                if (!rows.isEmpty()) {
                    requests++;
                    requestsByLane.merge(lane, 1, Integer::sum);
                    sentRequests++;
                    sentRows += rows.size();
                    return new Request<>(lane, rows);
                }
            }
            return null;
        }
    }

    /** The first one, or, when all requests are taken, the first that has none. */
    private @Nullable Object laneThatMaySend() {
        for (Object lane : lanes.keySet()) {
            if (requests < limits.requestsMax() || !requestsByLane.containsKey(lane)) {
                return lane;
            }
        }
        return null;
    }

    /** Of the rows that are left it is another lane's turn first. */
    private List<Pending<R>> takeFrom(Object lane, List<Write> expired) {
        List<Pending<R>> request = new ArrayList<>();
        ArrayDeque<Pending<R>> rows = requireNonNull(lanes.remove(lane), "lane");
        long bytes = 0;
        while (!rows.isEmpty() && hasRoom(request.size(), bytes + rows.element().bytes)) {
            Pending<R> row = rows.remove();
            waitingRows--;
            waitingBytes -= row.bytes;
            if (nanoTime.getAsLong() - row.write.sinceNanos
                    > limits.waitingTimeMax().toNanos()) {
                refusedByTime++;
                expired.add(row.write);
            } else if (!row.write.hasFailed()) {
                bytes += row.bytes;
                request.add(row);
            }
        }
        if (!rows.isEmpty()) {
            lanes.put(lane, rows);
        }
        return request;
    }

    private boolean hasRoom(int rows, long bytesThen) {
        return rows == 0 || (rows < limits.requestRowsMax() && bytesThen <= limits.requestBytesMax());
    }

    /** Of a request that ends at once, as when the store is away, the caller's loop goes on with the next: it would nest. */
    private void send(Request<R> request) {
        CompletableFuture<?> answer = trySend(request.rows()).toCompletableFuture();
        boolean atOnce = answer.isDone();
        var ignored = answer.whenComplete((sent, failure) -> {
            if (failure != null && request.rows().size() > 1 && transport.refusedAsTooLarge(failure)) {
                countSplit();
                sendOneByOne(request, 0);
                return;
            }
            settle(request.rows(), failure);
            finish(request);
            if (!atOnce) {
                sendWhatMayLeave();
            }
        });
    }

    private CompletionStage<?> trySend(List<Pending<R>> request) {
        try {
            return transport.send(request.stream().map(row -> row.row).toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void sendOneByOne(Request<R> request, int index) {
        if (index == request.rows().size()) {
            finish(request);
            sendWhatMayLeave();
            return;
        }
        List<Pending<R>> one = List.of(request.rows().get(index));
        var ignored = trySend(one).whenComplete((sent, failure) -> {
            settle(one, failure);
            sendOneByOne(request, index + 1);
        });
    }

    private void settle(List<Pending<R>> request, @Nullable Throwable failure) {
        for (Pending<R> row : request) {
            row.write.rowDone(failure);
        }
    }

    private void countSplit() {
        synchronized (lock) {
            splitRequests++;
        }
    }

    private void finish(Request<R> request) {
        synchronized (lock) {
            requests--;
            requestsByLane.computeIfPresent(request.lane(), (lane, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Who is told, from now on, how long each write took until it was durable. Any thread. */
    public void measure(LongConsumer nanos) {
        durableAfterNanos = nanos;
    }

    /** What is going on, for metrics. */
    public Stats stats() {
        synchronized (lock) {
            return new Stats(
                    requests,
                    waitingRows,
                    waitingBytes,
                    sentRequests,
                    sentRows,
                    splitRequests,
                    new Refused(refusedByRows, refusedByBytes, refusedByTime));
        }
    }

    /** Requests on their way, rows and bytes that wait, what was sent so far, and how often a request was refused as too large. */
    public record Stats(
            int requests,
            int waitingRows,
            long waitingBytes,
            long sentRequests,
            long sentRows,
            long splitRequests,
            Refused refused) {}

    /** Writes refused because too many rows or bytes waited, and rows because they had waited too long. */
    public record Refused(long byRows, long byBytes, long byTime) {}

    private record Pending<R>(R row, int bytes, Object lane, Write write) {}

    /** What one caller waits for. */
    private static final class Write {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final long sinceNanos;
        private int rowsLeft;

        Write(int rows, long sinceNanos) {
            this.sinceNanos = sinceNanos;
            rowsLeft = rows;
            if (rows == 0) {
                done.complete(null);
            }
        }

        boolean hasFailed() {
            return done.isCompletedExceptionally();
        }

        void rowDone(@Nullable Throwable failure) {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (wasLast()) {
                done.complete(null);
            }
        }

        private synchronized boolean wasLast() {
            rowsLeft--;
            return rowsLeft == 0;
        }
    }
}
