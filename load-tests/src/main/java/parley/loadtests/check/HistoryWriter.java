package parley.loadtests.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends the records of a run to a file, through a buffer. The file is the eight bytes {@code PARLEYH1} and then records; a record is the
 * number of its bytes, and then its type, the nanoseconds since the record before, and the fields in the order of the components of
 * its {@link Observation}, all as {@link Output} says. Type 0 is a name (number, text), used by what follows. The last record, type 255, has the number of
 * observations and whether some were left out because the file became too large; a file without it was cut short. Not thread-safe.
 */
final class HistoryWriter implements AutoCloseable {

    static final byte[] MAGIC = "PARLEYH1".getBytes(StandardCharsets.US_ASCII);

    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel file;
    private final long bytesMax;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Output record = new Output();
    private final Output length = new Output();
    private long lastNanos;
    private long bytes;
    private long count;
    private boolean full;

    /** @param bytesMax observations that would make the file larger are left out, and the file says so */
    HistoryWriter(Path path, long bytesMax) {
        this.bytesMax = bytesMax;
        try {
            file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("history " + path + " cannot be written", e);
        }
        put(ByteBuffer.wrap(MAGIC));
    }

    void name(int number, String name) {
        record.clear();
        record.number(Decoder.NAME).number(0).number(number).text(name);
        append();
    }

    /** @throws IllegalArgumentException if it is older than the one before */
    void add(Observation observation) {
        if (full) {
            return;
        }
        if (count > 0 && observation.nanos() < lastNanos) {
            throw new IllegalArgumentException("nanos: " + observation.nanos() + " (expected: from " + lastNanos + ")");
        }
        record.clear();
        Encoder.write(observation, record, observation.nanos() - lastNanos);
        full = bytes + record.size() > bytesMax;
        if (!full) {
            lastNanos = observation.nanos();
            count++;
            append();
        }
    }

    /** Whether observations are left out by now. */
    boolean isFull() {
        return full;
    }

    @Override
    public void close() {
        if (!file.isOpen()) {
            return;
        }
        record.clear();
        record.number(Decoder.END).number(0).number(count).flag(full);
        append();
        flush();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append() {
        length.clear();
        length.number(record.size());
        put(length.written());
        put(record.written());
    }

    private void put(ByteBuffer source) {
        bytes += source.remaining();
        while (source.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int some = Math.min(source.remaining(), buffer.remaining());
            buffer.put(source.slice(source.position(), some));
            source.position(source.position() + some);
        }
    }

    private void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("history cannot be written", e);
        }
        buffer.clear();
    }
}
