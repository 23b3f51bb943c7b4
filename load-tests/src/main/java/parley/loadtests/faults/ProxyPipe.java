package parley.loadtests.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One direction of one connection: what was read and may not leave yet. The proxy's thread only. */
final class ProxyPipe {

    private static final int READ_BYTES_MAX = 16 << 10;
    private static final long SLICE_GAP_NANOS = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** A limited connection sends about so often in a second, so that it flows instead of coming in bursts. */
    private static final int BURSTS_PER_SECOND = 50;

    /** {@code bytes} is null for the end of the stream, which is delayed as data is. */
    private record Chunk(@Nullable ByteBuffer bytes, long dueNanos) {}

    private final SocketChannel from;
    private final SocketChannel to;
    private final TcpProxy.Direction direction;
    private final ProxyConnection.Surroundings around;
    private final SplittableRandom random;
    private final Runnable pump;
    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean ended;
    private boolean finished;
    private boolean blockedByReceiver;
    private long notBeforeNanos = System.nanoTime();
    private long timerNanos;
    private boolean timerSet;

    ProxyPipe(
            SocketChannel from,
            SocketChannel to,
            TcpProxy.Direction direction,
            ProxyConnection.Surroundings around,
            Runnable pump) {
        this.from = from;
        this.to = to;
        this.direction = direction;
        this.around = around;
        this.random = around.random().split();
        this.pump = pump;
    }

    boolean wantsToRead() {
        return !ended && room() > 0 && !shape().blackHole();
    }

    boolean wantsToWrite() {
        return blockedByReceiver && !shape().blackHole();
    }

    /** Whether the end of the stream was handed on. */
    boolean isFinished() {
        return finished;
    }

    private int room() {
        return around.limits().bufferBytesMax() - waitingBytes;
    }

    private Shape shape() {
        return around.shapes().apply(direction);
    }

    void read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(READ_BYTES_MAX, room()));
        int count = from.read(buffer);
        if (count < 0) {
            end();
        } else if (count > 0) {
            ByteBuffer exact = ByteBuffer.allocate(count).put(buffer.flip()).flip();
            waiting.add(new Chunk(exact, dueNanos()));
            waitingBytes += count;
        }
    }

    /** Takes nothing more; what was taken still arrives. */
    void end() {
        if (!ended) {
            ended = true;
            waiting.add(new Chunk(null, dueNanos()));
        }
    }

    private long dueNanos() {
        Shape shape = shape();
        long jitter =
                shape.jitter().isZero() ? 0 : random.nextLong(shape.jitter().toNanos() + 1);
        return System.nanoTime()
                + shape.latency().plus(Duration.ofNanos(jitter)).toNanos();
    }

    /** Hands on what may leave now, and sees to it that the rest is tried again. */
    void write() throws IOException {
        blockedByReceiver = false;
        for (Chunk head = waiting.peek(); head != null && !shape().blackHole(); head = waiting.peek()) {
            long now = System.nanoTime();
            long start = head.dueNanos() - notBeforeNanos > 0 ? head.dueNanos() : notBeforeNanos;
            if (start - now > 0) {
                wakeAt(start);
                return;
            }
            ByteBuffer bytes = head.bytes();
            if (bytes == null) {
                waiting.poll();
                finished = true;
                to.shutdownOutput();
                return;
            }
            if (!writePiece(bytes, now)) {
                blockedByReceiver = true;
                return;
            }
            if (!bytes.hasRemaining()) {
                waiting.poll();
            }
        }
    }

    /** Whether the receiver took all of the piece. */
    private boolean writePiece(ByteBuffer bytes, long now) throws IOException {
        Shape shape = shape();
        int size = bytes.remaining();
        if (shape.sliceBytes() > 0) {
            size = Math.min(size, shape.sliceBytes());
        }
        if (shape.bytesPerSecond() > 0) {
            size = (int) Math.min(size, Math.max(1, shape.bytesPerSecond() / BURSTS_PER_SECOND));
        }
        int written = to.write(bytes.slice(bytes.position(), size));
        bytes.position(bytes.position() + written);
        waitingBytes -= written;
        around.counters().passed(direction, written);
        long gap = shape.sliceBytes() > 0 ? SLICE_GAP_NANOS : 0;
        if (shape.bytesPerSecond() > 0) {
            gap = Math.max(gap, written * NANOS_PER_SECOND / shape.bytesPerSecond());
        }
        notBeforeNanos = now + gap;
        return written == size;
    }

    /** One timer at a time is enough: the connection is looked at as a whole, and the rest tried again then. */
    private void wakeAt(long nanos) {
        if (timerSet && timerNanos - nanos <= 0) {
            return;
        }
        timerSet = true;
        timerNanos = nanos;
        around.timers().at(nanos, () -> {
            timerSet = false;
            pump.run();
        });
    }
}
