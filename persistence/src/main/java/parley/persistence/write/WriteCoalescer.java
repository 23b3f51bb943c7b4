package parley.persistence.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import parley.persistence.PersistenceSettings.WriteLimits;

/**
 * Packs the rows of writes that are made at the same time into few requests, because the cost is per request and not per row.
 * No delay is added: while fewer than {@code requestsMax} requests are on their way a write leaves at once, otherwise it goes
 * with the next. A write may be larger than a request and is then split; it is done when all of its rows are, and fails when
 * one of its requests does, the others of its rows being written or not. Rows that waited too long, or whose write has failed,
 * are not sent any more. Thread-safe; stages complete on the store's threads.
 */
public final class WriteCoalescer<R> {

    private final WriteLimits limits;
    private final RowTransport<R> transport;
    private final LongSupplier nanoTime;

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final Map<Object, ArrayDeque<Pending<R>>> lanes = new LinkedHashMap<>();
    private int requests;
    private int waitingRows;
    private long waitingBytes;
    private long sentRequests;
    private long sentRows;
    private long splitRequests;

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
                return CompletableFuture.failedFuture(new WritesRefused("writes waiting: " + waitingRows + " rows, "
                        + waitingBytes + " bytes (expected: room for " + rows.size() + " and " + bytes + ")"));
            }
            for (Pending<R> row : pending) {
                lanes.computeIfAbsent(row.lane, lane -> new ArrayDeque<>()).add(row);
            }
            waitingRows += rows.size();
            waitingBytes += bytes;
        }
        sendWhatMayLeave();
        return write.done;
    }

    /** A write larger than all the room there is may still come when nothing else waits; its size is the caller's to bound. */
    private boolean isTooMuch(int rows, long bytes) {
        return waitingRows > 0
                && (waitingRows + rows > limits.waitingRowsMax() || waitingBytes + bytes > limits.waitingBytesMax());
    }

    private void sendWhatMayLeave() {
        List<Write> expired = new ArrayList<>();
        List<Pending<R>> request = nextRequest(expired);
        while (!request.isEmpty()) {
            send(request);
            request = nextRequest(expired);
        }
        expired.forEach(write -> write.rowDone(
                new WritesRefused("write waited " + limits.waitingTimeMax() + " (expected: to leave before)")));
    }

    /** The rows that leave next, with a place among the requests taken for them; empty if nothing may leave. */
    private List<Pending<R>> nextRequest(List<Write> expired) {
        synchronized (lock) {
            List<Pending<R>> request = new ArrayList<>();
            while (request.isEmpty() && requests < limits.requestsMax() && !lanes.isEmpty()) {
                fillFromFirstLane(request, expired);
            }
            if (!request.isEmpty()) {
                requests++;
                sentRequests++;
                sentRows += request.size();
            }
            return request;
        }
    }

    private void fillFromFirstLane(List<Pending<R>> request, List<Write> expired) {
        Iterator<Map.Entry<Object, ArrayDeque<Pending<R>>>> first =
                lanes.entrySet().iterator();
        Map.Entry<Object, ArrayDeque<Pending<R>>> lane = first.next();
        first.remove();
        ArrayDeque<Pending<R>> rows = lane.getValue();
        long bytes = 0;
        while (!rows.isEmpty() && hasRoom(request.size(), bytes + rows.element().bytes)) {
            Pending<R> row = rows.remove();
            waitingRows--;
            waitingBytes -= row.bytes;
            if (nanoTime.getAsLong() - row.write.sinceNanos
                    > limits.waitingTimeMax().toNanos()) {
                expired.add(row.write);
            } else if (!row.write.hasFailed()) {
                bytes += row.bytes;
                request.add(row);
            }
        }
        if (!rows.isEmpty()) {
            lanes.put(lane.getKey(), rows);
        }
    }

    private boolean hasRoom(int rows, long bytesThen) {
        return rows == 0 || (rows < limits.requestRowsMax() && bytesThen <= limits.requestBytesMax());
    }

    private void send(List<Pending<R>> request) {
        var ignored = trySend(request).whenComplete((sent, failure) -> {
            if (failure != null && request.size() > 1 && transport.refusedAsTooLarge(failure)) {
                countSplit();
                sendOneByOne(request, 0);
            } else {
                settle(request, failure);
                finishRequest();
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

    private void sendOneByOne(List<Pending<R>> request, int index) {
        if (index == request.size()) {
            finishRequest();
            return;
        }
        List<Pending<R>> one = List.of(request.get(index));
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

    private void finishRequest() {
        synchronized (lock) {
            requests--;
        }
        sendWhatMayLeave();
    }

    /** What is going on, for metrics. */
    public Stats stats() {
        synchronized (lock) {
            return new Stats(requests, waitingRows, waitingBytes, sentRequests, sentRows, splitRequests);
        }
    }

    /** Requests on their way, rows and bytes that wait, what was sent so far, and how often a request was refused as too large. */
    public record Stats(
            int requests, int waitingRows, long waitingBytes, long sentRequests, long sentRows, long splitRequests) {}

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
