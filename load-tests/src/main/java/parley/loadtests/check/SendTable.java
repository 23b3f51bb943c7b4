package parley.loadtests.check;

import java.util.Arrays;

/** What became of each key: a hash table of numbers, because a run has millions. Bounded. Not thread-safe. */
final class SendTable {

    static final int KEYS_MAX = 1 << 23;

    private static final int NONE = -1;

    private long[] keys = new long[1 << 12];
    private int[] places = filled(1 << 12);
    private long[] invokedNanos = new long[1 << 11];
    private long[] seqs = new long[1 << 11];
    private boolean[] ended = new boolean[1 << 11];
    private int size;

    /** Its number; -1 if the key is not there. */
    int find(long key) {
        int slot = slotOf(key);
        return places[slot];
    }

    /** Its number, or -1 if there are too many keys. */
    int add(long key, long nanos) {
        if (size >= KEYS_MAX) {
            return NONE;
        }
        if (size == seqs.length) {
            grow();
        }
        int slot = slotOf(key);
        keys[slot] = key;
        places[slot] = size;
        invokedNanos[size] = nanos;
        size++;
        return size - 1;
    }

    long invokedNanos(int number) {
        return invokedNanos[number];
    }

    /** Where it was seen first; 0 if nowhere. */
    long seq(int number) {
        return seqs[number];
    }

    void seen(int number, long seq) {
        seqs[number] = seq;
    }

    boolean isEnded(int number) {
        return ended[number];
    }

    void end(int number) {
        ended[number] = true;
    }

    private int slotOf(long key) {
        int mask = keys.length - 1;
        int slot = Long.hashCode(key) & mask;
        while (places[slot] != NONE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = seqs.length * 2;
        invokedNanos = Arrays.copyOf(invokedNanos, capacity);
        seqs = Arrays.copyOf(seqs, capacity);
        ended = Arrays.copyOf(ended, capacity);
        long[] oldKeys = keys;
        int[] oldPlaces = places;
        keys = new long[capacity * 2];
        places = filled(capacity * 2);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPlaces[i] != NONE) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
            }
        }
    }

    private static int[] filled(int length) {
        int[] places = new int[length];
        Arrays.fill(places, NONE);
        return places;
    }
}
