package parley.loadtests.check;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a run's file holds: every observation in order, and the names. {@link HistoryWriter} says how it is laid out.
 *
 * @param full whether observations were left out, because the file became too large
 */
record HistoryFile(List<Observation> observations, Names names, boolean full) {

    private static final int WINDOW_BYTES = 1 << 20;

    /** @throws IOException if it cannot be read, is not a history, or was cut short; says in words what is wrong and where */
    static HistoryFile read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return new Reader(path, file).read();
        }
    }

    private static final class Reader {
        private final Path path;
        private final FileChannel file;
        private final List<Observation> observations = new ArrayList<>();
        private final Names names = new Names((number, name) -> {});
        private ByteBuffer window = ByteBuffer.allocate(0);
        private long windowEnd;
        private long nanos;

        Reader(Path path, FileChannel file) {
            this.path = path;
            this.file = file;
        }

        HistoryFile read() throws IOException {
            byte[] magic = new byte[HistoryWriter.MAGIC.length];
            if (!have(magic.length)) {
                throw wrong("is too short to be a history");
            }
            window.get(magic);
            if (!Arrays.equals(magic, HistoryWriter.MAGIC)) {
                throw wrong("is not a history of this version");
            }
            while (true) {
                Input record = next();
                try {
                    int type = record.small();
                    nanos += record.number();
                    if (type == Decoder.END) {
                        return end(record);
                    } else if (type == Decoder.NAME) {
                        name(record.small(), record.text());
                    } else {
                        observations.add(Decoder.read(type, nanos, record));
                    }
                    if (!record.isEmpty()) {
                        throw wrong("has a record with more than its fields");
                    }
                } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
                    throw wrong("has a record that cannot be read (" + e + ")");
                }
            }
        }

        private HistoryFile end(Input record) throws IOException {
            long count = record.number();
            boolean full = record.flag();
            if (count != observations.size()) {
                throw wrong("ends with a count of " + count + " observations");
            }
            if (have(1)) {
                throw wrong("goes on after its end");
            }
            return new HistoryFile(observations, names, full);
        }

        private void name(int number, String name) throws IOException {
            if (names.number(name) != number) {
                throw wrong("has the name " + name + " out of turn");
            }
        }

        private Input next() throws IOException {
            int length = 0;
            for (int shift = 0; shift < 28; shift += 7) {
                if (!have(1)) {
                    throw cutShort();
                }
                byte part = window.get();
                length |= (part & 0x7f) << shift;
                if (part >= 0) {
                    break;
                }
            }
            if (!have(length)) {
                throw cutShort();
            }
            ByteBuffer record = window.slice(window.position(), length);
            window.position(window.position() + length);
            return new Input(record);
        }

        /** Whether so many bytes are left, and in the window. */
        private boolean have(int count) throws IOException {
            if (window.remaining() >= count) {
                return true;
            }
            ByteBuffer wider = ByteBuffer.allocate(Math.max(WINDOW_BYTES, count));
            wider.put(window);
            while (wider.hasRemaining()) {
                int read = file.read(wider, windowEnd);
                if (read < 0) {
                    break;
                }
                windowEnd += read;
            }
            window = wider.flip();
            return window.remaining() >= count;
        }

        private IOException cutShort() {
            return wrong("was cut short: its end is missing");
        }

        private IOException wrong(String what) {
            return new IOException("history " + path + " " + what + ", after " + observations.size()
                    + " observations, at byte " + (windowEnd - window.remaining()));
        }
    }
}
