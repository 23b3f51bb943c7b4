package parley.loadtests.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Result;

/**
 * A message that was sent first after the ack of another one, of any sender, stands behind it. And messages that one connection sends to a
 * chat without waiting stand in the order of sending, as long as none of them is refused or given up.
 */
final class SenderOrderRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Long, Long> behind = new HashMap<>();
        Map<Integer, Pipeline> pipelines = new HashMap<>();
        long highestAcked = 0;
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Invoke invoke) {
                behind.putIfAbsent(invoke.key(), highestAcked);
                pipelines
                        .computeIfAbsent(invoke.connection(), id -> new Pipeline())
                        .sent(invoke.key(), chat.sends().find(invoke.key()));
            } else if (observation instanceof Observation.Outcome outcome) {
                Pipeline pipeline = pipelines.computeIfAbsent(outcome.connection(), id -> new Pipeline());
                if (outcome.result() != Result.OK) {
                    pipeline.broken();
                    continue;
                }
                long seq = placeOf(chat, outcome);
                long floor = behind.getOrDefault(outcome.key(), 0L);
                if (seq > 0 && seq <= floor) {
                    findings.add(Anomaly.SENDER_ORDER, chat, seq, "sent after the ack of " + floor + ", and before it");
                } else if (pipeline.isOvertaken(outcome.key(), seq)) {
                    findings.add(
                            Anomaly.SENDER_ORDER, chat, seq, "sent on its connection after one that stands behind it");
                }
                highestAcked = Math.max(highestAcked, seq);
            }
        }
    }

    /** Where it is; the log knows better than the ack. */
    private static long placeOf(ChatHistory chat, Observation.Outcome outcome) {
        long inLog = chat.log().seqOf(outcome.key());
        boolean logKnows =
                outcome.action() == Observation.Action.SEND && chat.log().isKnown();
        return inLog > 0 || logKnows ? inLog : outcome.seq();
    }

    /** What one connection has sent to the chat since something of it was refused last. */
    private static final class Pipeline {
        private final Map<Long, Integer> turns = new HashMap<>();
        private final Set<Long> excused = new HashSet<>();
        private int turn;
        private int highestTurn;
        private long highestSeq;

        void sent(long key, Sends.@Nullable Send send) {
            turn++;
            if (send == null || send.tries > 1) {
                excused.add(key);
            }
            turns.put(key, turn);
        }

        void broken() {
            excused.addAll(turns.keySet());
            turns.clear();
            highestTurn = 0;
            highestSeq = 0;
        }

        /** Answers may come in any order: what counts is what was sent before and stands behind. */
        boolean isOvertaken(long key, long seq) {
            Integer mine = turns.remove(key);
            if (mine == null || excused.contains(key) || seq == 0) {
                return false;
            }
            boolean overtaken = mine > highestTurn ? seq < highestSeq && highestTurn > 0 : seq > highestSeq;
            if (seq > highestSeq) {
                highestSeq = seq;
                highestTurn = mine;
            }
            return overtaken;
        }
    }
}
