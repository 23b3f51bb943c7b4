package parley.persistence.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.persistence.journal.WriteAheadTable.Ahead;

/**
 * What is durable ahead of its place and not there yet: that of a partition gathers until it is much, or old, and is then written
 * together. Knows up to which number of rows all is in its place. Does no I/O. Not thread-safe.
 */
final class Unsettled {

    /** Of which row something is: not the row, which would be held for as long as the slowest of what was in it. */
    private record Origin(long n, long writtenAt) {}

    /** What is written to one partition together, and who waits for that. */
    static final class Group {
        private final String chat;
        private final Object partition;
        private final long sinceNanos;
        private final List<AheadWrite> writes = new ArrayList<>();
        private final List<Origin> from = new ArrayList<>();
        private CompletableFuture<Void> settled = new CompletableFuture<>();
        private int bytes;

        private Group(String chat, Object partition, long sinceNanos) {
            this.chat = chat;
            this.partition = partition;
            this.sinceNanos = sinceNanos;
        }

        String chat() {
            return chat;
        }

        int size() {
            return writes.size();
        }

        AheadWrite write(int index) {
            return writes.get(index);
        }

        long writtenAt(int index) {
            return from.get(index).writtenAt();
        }

        /** Completes when all is in its place; fails when the next try to write them did. */
        CompletableFuture<Void> settled() {
            return settled;
        }
    }

    private final int groupRowsMax;
    private final int groupBytesMax;
    private final LinkedHashMap<Object, Group> gathering = new LinkedHashMap<>();
    private final ArrayDeque<Group> due = new ArrayDeque<>();
    /** Taken by {@link #next}, and neither settled nor failed yet. */
    private final Set<Group> writing = new HashSet<>();
    /** Not written, or nobody knows: they wait for {@link #age}, since a store that is away refuses at once. */
    private final List<Group> failed = new ArrayList<>();

    private final Map<String, List<Group>> byChat = new HashMap<>();
    /** How much of each row is not in its place yet; a row that is on its way counts one more. */
    private final TreeMap<Long, Integer> leftByRow = new TreeMap<>();

    private long lastBegun;
    private int rows;
    private long bytes;

    Unsettled(int groupRowsMax, int groupBytesMax) {
        this.groupRowsMax = groupRowsMax;
        this.groupBytesMax = groupBytesMax;
    }

    /** A row is on its way: nothing of it and after it may be forgotten. */
    void begin(long n) {
        lastBegun = n;
        leftByRow.put(n, 1);
    }

    /** The row is durable. */
    void durable(Ahead ahead, long nowNanos) {
        Origin origin = new Origin(ahead.n(), ahead.writtenAt());
        for (AheadWrite write : ahead.writes()) {
            Group group = groupFor(write, nowNanos);
            group.writes.add(write);
            group.from.add(origin);
            group.bytes += write.bytes();
            rows++;
            bytes += write.bytes();
            leftByRow.merge(ahead.n(), 1, Integer::sum);
            if (group.writes.size() >= groupRowsMax || group.bytes >= groupBytesMax) {
                becomeDue(group);
            }
        }
        ended(ahead.n());
    }

    /** Nobody was told that the row is durable, and nobody will be. */
    void failed(long n) {
        ended(n);
    }

    private Group groupFor(AheadWrite write, long nowNanos) {
        return gathering.computeIfAbsent(write.partition(), partition -> {
            Group group = new Group(write.chat(), partition, nowNanos);
            byChat.computeIfAbsent(write.chat(), chat -> new ArrayList<>(1)).add(group);
            return group;
        });
    }

    private void becomeDue(Group group) {
        gathering.remove(group.partition);
        due.addLast(group);
    }

    private void ended(long n) {
        leftByRow.computeIfPresent(n, (row, left) -> left == 1 ? null : left - 1);
    }

    /** Groups that began before this time are due, and those that failed are again. */
    void age(long beforeNanos) {
        due.addAll(failed);
        failed.clear();
        while (!gathering.isEmpty()) {
            Group oldest = gathering.values().iterator().next();
            if (oldest.sinceNanos - beforeNanos > 0) {
                return;
            }
            becomeDue(oldest);
        }
    }

    /** All that a chat has is due; completes when it is in its place. */
    CompletableFuture<Void> settle(String chat) {
        List<Group> groups = byChat.getOrDefault(chat, List.of());
        groups.stream()
                .filter(group -> gathering.get(group.partition) == group)
                .toList()
                .forEach(this::becomeDue);
        return all(groups);
    }

    /** All that there is is due; completes when it is in its place. */
    CompletableFuture<Void> settle() {
        List.copyOf(gathering.values()).forEach(this::becomeDue);
        return all(byChat.values().stream().flatMap(List::stream).toList());
    }

    private static CompletableFuture<Void> all(List<Group> groups) {
        return CompletableFuture.allOf(groups.stream().map(Group::settled).toArray(CompletableFuture[]::new));
    }

    /** The next group to be written; null if none is due. */
    @Nullable
    Group next() {
        Group next = due.pollFirst();
        if (next != null) {
            writing.add(next);
        }
        return next;
    }

    /** The group was not written, or nobody knows: it is due again with the next {@link #age}. Who has waited for it is to be told. */
    CompletableFuture<Void> failed(Group group) {
        CompletableFuture<Void> waiting = group.settled;
        group.settled = new CompletableFuture<>();
        writing.remove(group);
        failed.add(group);
        return waiting;
    }

    /** The group is in its place. Who waits for it is told by the caller. */
    void settled(Group group) {
        writing.remove(group);
        byChat.computeIfPresent(group.chat, (chat, groups) -> {
            groups.remove(group);
            return groups.isEmpty() ? null : groups;
        });
        group.from.forEach(origin -> ended(origin.n()));
        rows -= group.size();
        bytes -= group.bytes;
    }

    /** The number up to which all rows may be forgotten. */
    long settledTo() {
        return leftByRow.isEmpty() ? lastBegun : leftByRow.firstKey() - 1;
    }

    /** For how long what is oldest has waited, also while it is being written again and again; 0 for nothing. */
    long oldestNanos(long nowNanos) {
        return Stream.of(gathering.values().stream().limit(1), due.stream(), writing.stream(), failed.stream())
                .flatMap(groups -> groups)
                .mapToLong(group -> nowNanos - group.sinceNanos)
                .max()
                .orElse(0);
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }
}
