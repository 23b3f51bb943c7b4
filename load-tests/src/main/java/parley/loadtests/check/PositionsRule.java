package parley.loadtests.check;

import java.util.HashMap;
import java.util.Map;
import parley.loadtests.check.Observation.PositionSeen;
import parley.loadtests.check.Observation.Source;

/**
 * Positions never go back: what is answered is not below what was stored before the question, and pushes on one connection do not fall. They are
 * not beyond the end, and count the messages right. Once nobody moves them any more, all devices and members see the same.
 */
final class PositionsRule implements Rule {

    private record Whose(int user, boolean read) {}

    private record Pushed(int connection, int user, boolean read) {}

    private record Watched(int user, Source source, boolean read) {}

    private record Watcher(Watched watched, int client) {}

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Whose, HighWater> stored = new HashMap<>();
        Map<Integer, Long> moved = new HashMap<>();
        Map<Pushed, Long> pushed = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.PositionDone done) {
                int user = chat.history().userOfConnection(done.connection());
                moved.put(user, done.nanos());
                long seq =
                        chat.log().isKnown() ? Math.min(done.seq(), chat.log().last()) : done.seq();
                stored.computeIfAbsent(new Whose(user, done.read()), id -> new HighWater())
                        .note(done.nanos(), seq);
                findings.exercised(Exercise.POSITIONS_STORED);
            } else if (observation instanceof Observation.PositionSet set) {
                moved.put(chat.history().userOfConnection(set.connection()), set.nanos());
            } else if (observation instanceof PositionSeen seen) {
                findings.exercised(Exercise.POSITIONS_SEEN);
                answered(chat, seen, stored, findings);
                pushed(chat, seen, pushed, findings);
                possible(chat, seen, findings);
            } else if (observation instanceof Observation.Told told) {
                counted(chat, told.seq(), told.n(), "in the list or a heartbeat", findings);
            } else if (observation instanceof Observation.Page page) {
                counted(chat, page.seq(), page.n(), "on a page", findings);
            }
        }
        inTheEnd(chat, moved, findings);
    }

    private static void answered(ChatHistory chat, PositionSeen seen, Map<Whose, HighWater> stored, Findings findings) {
        if (seen.source() == Source.PUSH) {
            return;
        }
        for (boolean read : new boolean[] {false, true}) {
            long value = read ? seen.read() : seen.delivered();
            HighWater floor = stored.get(new Whose(seen.user(), read));
            if (value >= 0 && floor != null && value < floor.upTo(seen.askedNanos())) {
                findings.add(
                        Anomaly.POSITION_BACK,
                        chat,
                        value,
                        what(chat, seen, read) + ", and " + floor.upTo(seen.askedNanos()) + " was stored before");
            }
        }
    }

    private static void pushed(ChatHistory chat, PositionSeen seen, Map<Pushed, Long> pushed, Findings findings) {
        if (seen.source() != Source.PUSH) {
            return;
        }
        for (boolean read : new boolean[] {false, true}) {
            long value = read ? seen.read() : seen.delivered();
            Long before = value < 0 ? null : pushed.put(new Pushed(seen.connection(), seen.user(), read), value);
            if (before != null && value < before) {
                findings.add(
                        Anomaly.POSITION_BACK,
                        chat,
                        value,
                        what(chat, seen, read) + ", and " + before + " was pushed before");
            }
        }
    }

    private static void possible(ChatHistory chat, PositionSeen seen, Findings findings) {
        long furthest = Math.max(seen.delivered(), seen.read());
        if (chat.log().isKnown()
                && furthest > chat.log().last()
                && seen.nanos() < chat.history().quiescedNanos()) {
            findings.add(Anomaly.POSITION_BEYOND, chat, furthest, what(chat, seen, seen.read() == furthest));
        } else if (seen.n() >= 0) {
            counted(
                    chat,
                    seen.read(),
                    seen.n(),
                    "of the position of " + chat.history().name(seen.user()),
                    findings);
        }
    }

    private static void counted(ChatHistory chat, long seq, long n, String where, Findings findings) {
        long messages = chat.log().messagesUpTo(seq);
        if (chat.log().isKnown() && messages >= 0 && messages != n) {
            findings.add(Anomaly.MISCOUNTED, chat, seq, "n " + n + " " + where + ", and there are " + messages);
        }
    }

    /** Among what was asked after the load and after the last move of the position. */
    private static void inTheEnd(ChatHistory chat, Map<Integer, Long> moved, Findings findings) {
        Map<Watcher, Long> last = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof PositionSeen seen
                    && seen.source() != Source.PUSH
                    && seen.askedNanos() > chat.history().quiescedNanos()
                    && seen.askedNanos() > moved.getOrDefault(seen.user(), Long.MIN_VALUE)) {
                note(last, seen, false, seen.delivered());
                note(last, seen, true, seen.read());
            }
        }
        Map<Watched, Long> agreed = new HashMap<>();
        last.forEach((watcher, value) -> {
            Long other = agreed.putIfAbsent(watcher.watched, value);
            if (other != null && !other.equals(value)) {
                findings.add(
                        Anomaly.POSITION_DIFFERS,
                        chat,
                        value,
                        (watcher.watched.read ? "read" : "delivered") + " position of "
                                + chat.history().name(watcher.watched.user) + " for client " + watcher.client + ", and "
                                + other + " for another");
            }
        });
    }

    private static void note(Map<Watcher, Long> last, PositionSeen seen, boolean read, long value) {
        if (value >= 0) {
            last.put(new Watcher(new Watched(seen.user(), seen.source(), read), seen.client()), value);
        }
    }

    private static String what(ChatHistory chat, PositionSeen seen, boolean read) {
        return (read ? "read" : "delivered") + " position of " + chat.history().name(seen.user()) + " by "
                + seen.source() + " to client " + seen.client();
    }
}
