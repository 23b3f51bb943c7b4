package parley.system.planted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import parley.engine.id.Position;

/** Of the read positions that a chat is about to write and tell, every second one of a user lies before the last. */
final class PositionBack implements Bug {

    private record Last(long seq, boolean wentBack) {}

    private final Map<Object, Map<Object, Last>> lastByChat = new WeakHashMap<>();

    @Override
    public synchronized @Nullable Object returned(
            String site, @Nullable Object self, Object[] arguments, @Nullable Object value) {
        Map<Object, Last> lasts = lastByChat.computeIfAbsent(self, any -> new HashMap<>());
        List<Object> moves = new ArrayList<>();
        for (Object move : value == null ? List.of() : (List<?>) value) {
            Position read = (Position) Parts.of(move, "read");
            moves.add(read == null ? move : moved(lasts, move, read));
        }
        return moves;
    }

    private static Object moved(Map<Object, Last> lasts, Object move, Position read) {
        Object user = Parts.of(move, "user");
        Last last = lasts.get(user);
        if (last == null || last.wentBack() || last.seq() < 2) {
            lasts.put(user, new Last(read.seq(), false));
            return move;
        }
        long back = last.seq() - 1;
        lasts.put(user, new Last(last.seq(), true));
        Switch.fired("to " + back + " after " + last.seq() + " of " + user);
        Position lower = new Position(back, Math.max(0, read.messages() - (read.seq() - back)));
        return Parts.with(move, Map.of("readSeq", back, "read", lower));
    }
}
