package parley.loadtests.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the fields of one record: whole numbers as LEB128 of seven bits a byte (negative ones take ten bytes), fingerprints as eight bytes,
 * texts and lists with their length first. Grows; not thread-safe.
 */
final class Output {

    private ByteBuffer bytes = ByteBuffer.allocate(512);

    Output number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
        return this;
    }

    Output fingerprint(long value) {
        ensure(8);
        bytes.putLong(value);
        return this;
    }

    Output flag(boolean value) {
        return number(value ? 1 : 0);
    }

    /** By its place: a new place needs a new version of the format. */
    @SuppressWarnings("EnumOrdinal") // compact, and within one version of the format
    Output choice(Enum<?> value) {
        return number(value.ordinal());
    }

    Output text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        number(octets.length);
        ensure(octets.length);
        bytes.put(octets);
        return this;
    }

    Output entry(Seen entry) {
        number(entry.seq()).number(entry.n()).number(entry.at()).choice(entry.kind());
        number(entry.by()).fingerprint(entry.key()).fingerprint(entry.body());
        number(entry.users().size());
        entry.users().forEach(this::number);
        return this;
    }

    Output entries(List<Seen> entries) {
        number(entries.size());
        entries.forEach(this::entry);
        return this;
    }

    Output places(List<Observation.Place> places) {
        number(places.size());
        places.forEach(place -> number(place.chat()).number(place.seq()).choice(place.continuity()));
        return this;
    }

    int size() {
        return bytes.position();
    }

    void clear() {
        bytes.clear();
    }

    /** What was written, to be read; valid until the next write. */
    ByteBuffer written() {
        return bytes.duplicate().flip();
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more));
            larger.put(bytes.flip());
            bytes = larger;
        }
    }
}
