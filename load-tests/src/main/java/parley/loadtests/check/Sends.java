package parley.loadtests.check;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Result;

/** What was asked of one chat, by key, in the order in which it was asked first. */
final class Sends {

    private final Map<Long, Send> byKey = new LinkedHashMap<>();

    /** One key, however often it was sent. */
    static final class Send {
        final Observation.Invoke first;
        final int client;
        int tries;
        int refusals;
        int unknown;
        int duplicates;
        /** The first answer that it was done. */
        Observation.@Nullable Outcome ok;
        /** An answer that it was done elsewhere than the first answer says. */
        Observation.@Nullable Outcome otherOk;

        long lastRefusalNanos;

        Send(Observation.Invoke first, int client) {
            this.first = first;
            this.client = client;
        }

        boolean acked() {
            return ok != null;
        }

        /** Each sending of it was refused for certain. */
        boolean failed() {
            return ok == null && refusals == tries;
        }

        boolean isMessage() {
            return first.action() == Observation.Action.SEND;
        }

        private void ended(Observation.Outcome outcome) {
            if (outcome.result() == Result.FAIL) {
                refusals++;
                lastRefusalNanos = outcome.nanos();
            } else if (outcome.result() == Result.INFO) {
                unknown++;
            } else {
                duplicates += outcome.duplicate() ? 1 : 0;
                if (ok == null) {
                    ok = outcome;
                } else if (ok.seq() != outcome.seq()) {
                    otherOk = outcome;
                }
            }
        }
    }

    static Sends of(ChatHistory chat) {
        Sends sends = new Sends();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Invoke invoke) {
                Send send = sends.byKey.computeIfAbsent(
                        invoke.key(), key -> new Send(invoke, chat.history().clientOf(invoke.connection())));
                send.tries++;
            } else if (observation instanceof Observation.Outcome outcome) {
                Send send = sends.byKey.get(outcome.key());
                if (send != null) {
                    send.ended(outcome);
                }
            }
        }
        return sends;
    }

    @Nullable
    Send find(long key) {
        return byKey.get(key);
    }

    Collection<Send> all() {
        return byKey.values();
    }
}
