package parley.loadtests.check;

import org.jspecify.annotations.Nullable;

/**
 * Whatever anybody saw, live or on a page, is in the log with the same seq and the same content. What is there with another content is altered,
 * what is elsewhere reordered, what one reader saw at two seqs duplicated, what is nowhere was shown too early; on a page from before
 * the end of the run, all of this is a history that changed.
 */
final class ConformityRule implements Rule {

    /** After so many mismatches nobody looks any more whether one reader saw a message twice. */
    private static final int LOOKS_MAX = 1_000;

    @Override
    public void check(ChatHistory chat, Findings findings) {
        if (!chat.log().isKnown()) {
            return;
        }
        Looks looks = new Looks(chat, findings);
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Shown shown) {
                Seen there = chat.log().at(shown.seq());
                if (there == null || there.key() != shown.key() || there.body() != shown.body()) {
                    looks.mismatch(observation, shown.seq(), shown.key(), there);
                }
            } else if (!(observation instanceof Observation.JournalRow)) {
                for (Seen entry : GhostRule.entriesOf(observation)) {
                    Seen there = chat.log().at(entry.seq());
                    if (!entry.equals(there) && !isLater(chat, observation, entry)) {
                        looks.mismatch(observation, entry.seq(), entry.key(), there);
                    }
                }
            }
        }
    }

    /** A chat that moves after it was read back may write a hidden entry. */
    private static boolean isLater(ChatHistory chat, Observation observation, Seen entry) {
        return entry.kind() == EntryKind.HIDDEN
                && entry.seq() > chat.log().last()
                && observation.nanos() > chat.history().quiescedNanos();
    }

    private static final class Looks {
        private final ChatHistory chat;
        private final Findings findings;
        private int looked;

        Looks(ChatHistory chat, Findings findings) {
            this.chat = chat;
            this.findings = findings;
        }

        void mismatch(Observation where, long seq, long key, @Nullable Seen there) {
            long elsewhere = key == 0 ? 0 : chat.log().seqOf(key);
            String what = placeOf(where) + ": " + Long.toHexString(key);
            boolean early = where instanceof Observation.Page page
                    && page.askedNanos() < chat.history().quiescedNanos();
            if (early) {
                findings.add(Anomaly.HISTORY_CHANGED, chat, seq, "not what the log has in the end, " + what);
            } else if (elsewhere > 0 && elsewhere != seq && sawAt(where, key, elsewhere)) {
                findings.add(Anomaly.DUPLICATED, chat, seq, "also at " + elsewhere + ", " + what);
            } else if (there != null && there.key() == key) {
                findings.add(Anomaly.ALTERED, chat, seq, "another content than in the log, " + what);
            } else if (elsewhere > 0) {
                findings.add(Anomaly.REORDERED, chat, seq, "in the log at " + elsewhere + ", " + what);
            } else if (key == 0 && there != null) {
                findings.add(Anomaly.REORDERED, chat, seq, "a change that is not in the log here, " + what);
            } else if (key == 0 || chat.sends().find(key) != null) {
                findings.add(Anomaly.EARLY, chat, seq, "nowhere in the log, " + what);
            }
        }

        /** Whether the same connection, reader or client has seen a message at a seq. */
        private boolean sawAt(Observation where, long key, long seq) {
            looked++;
            return looked <= LOOKS_MAX
                    && chat.observations().stream()
                            .filter(other -> isSameReader(where, other))
                            .anyMatch(other -> has(other, key, seq));
        }

        private static boolean isSameReader(Observation one, Observation other) {
            if (one instanceof Observation.Deliver a && other instanceof Observation.Deliver b) {
                return a.connection() == b.connection();
            } else if (one instanceof Observation.Page a && other instanceof Observation.Page b) {
                return a.client() == b.client() && (a.connection() == 0) == (b.connection() == 0);
            }
            return one instanceof Observation.Shown a
                    && other instanceof Observation.Shown b
                    && a.client() == b.client();
        }

        private static boolean has(Observation observation, long key, long seq) {
            if (observation instanceof Observation.Shown shown) {
                return shown.key() == key && shown.seq() == seq;
            }
            return GhostRule.entriesOf(observation).stream()
                    .anyMatch(entry -> entry.key() == key && entry.seq() == seq);
        }
    }

    private static String placeOf(Observation where) {
        if (where instanceof Observation.Deliver deliver) {
            return "pushed on connection " + deliver.connection();
        } else if (where instanceof Observation.Page page) {
            return "on a page of client " + page.client() + (page.connection() == 0 ? " over HTTP" : "");
        }
        return "shown by a client";
    }
}
