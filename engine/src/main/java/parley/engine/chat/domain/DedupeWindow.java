package parley.engine.chat.domain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.id.UserId;

/**
 * The keys of a chat's newest entries, so that asking again is answered with the first answer. Immutable; bounded by count.
 *
 * @param byKey what each remembered key was answered with
 * @param bySeq the same keys in the order of their entries
 * @param start every key of an entry from this seq on is here; older ones are only in the log
 */
record DedupeWindow(HashPMap<Key, Answer> byKey, PSortedMap<Long, Key> bySeq, long start) {

    static final DedupeWindow EMPTY = new DedupeWindow(HashTreePMap.empty(), TreePMap.empty(), 1);

    record Key(UserId by, MessageKey key) {}

    /** {@code fingerprint}: of what was asked, so that a key used for something else is noticed. */
    record Answer(long seq, long messages, long at, int fingerprint) {}

    @Nullable
    Answer find(UserId by, MessageKey key) {
        return byKey.get(new Key(by, key));
    }

    /** How far each sender got whose newest remembered entry comes after {@code seq}. */
    Map<UserId, Position> sendersAfter(long seq) {
        Map<UserId, Position> newest = new HashMap<>();
        bySeq.tailMap(seq, false).forEach((at, key) -> {
            Answer answer = byKey.get(key);
            if (answer != null) {
                newest.put(key.by(), new Position(at, answer.messages()));
            }
        });
        return newest;
    }

    DedupeWindow plus(Key key, Answer answer, int keysMax) {
        HashPMap<Key, Answer> nextByKey = byKey.plus(key, answer);
        PSortedMap<Long, Key> nextBySeq = bySeq.plus(answer.seq(), key);
        long nextStart = start;
        while (nextBySeq.size() > keysMax) {
            long oldest = nextBySeq.firstKey();
            nextByKey = nextByKey.minus(nextBySeq.get(oldest));
            nextBySeq = nextBySeq.minus(oldest);
            nextStart = oldest + 1;
        }
        return new DedupeWindow(nextByKey, nextBySeq, nextStart);
    }
}
