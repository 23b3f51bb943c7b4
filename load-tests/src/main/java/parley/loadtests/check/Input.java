package parley.loadtests.check;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads what {@link Output} wrote. Throws {@link BufferUnderflowException} where a record is shorter than its fields. Not thread-safe.
 */
final class Input {

    private static final List<Integer> NOBODY = List.of();

    private final ByteBuffer bytes;

    Input(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    int small() {
        return Math.toIntExact(number());
    }

    long fingerprint() {
        return bytes.getLong();
    }

    boolean flag() {
        return number() != 0;
    }

    <E> E choice(E[] values) {
        int ordinal = small();
        if (ordinal < 0 || ordinal >= values.length) {
            throw new IllegalArgumentException("choice: " + ordinal + " (expected: below " + values.length + ")");
        }
        return values[ordinal];
    }

    String text() {
        byte[] octets = new byte[length()];
        bytes.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    Seen entry() {
        return new Seen(
                number(),
                number(),
                number(),
                choice(EntryKind.values()),
                small(),
                fingerprint(),
                fingerprint(),
                users());
    }

    private List<Integer> users() {
        int count = length();
        return count == 0 ? NOBODY : list(count, this::small);
    }

    List<Seen> entries() {
        return list(length(), this::entry);
    }

    List<Observation.Place> places() {
        return list(length(), () -> new Observation.Place(small(), number(), choice(Observation.Continuity.values())));
    }

    private <T> List<T> list(int count, Supplier<T> next) {
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(next.get());
        }
        return List.copyOf(all);
    }

    private int length() {
        int length = small();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }
}
