package parley.loadtests.check;

import java.util.ArrayList;
import java.util.List;

/** All that happened in one chat, in order, and what follows from it. */
final class ChatHistory {

    private final History history;
    private final int chat;
    private final List<Observation> observations;
    private final List<Readings.Reading> readings;
    private final boolean journal;
    private final Log log;
    private final Members members;
    private final Sends sends;
    private final HighWater acked = new HighWater();

    ChatHistory(History history, int chat, List<Observation> observations) {
        this.history = history;
        this.chat = chat;
        this.observations = List.copyOf(observations);
        this.readings = Readings.of(this);
        this.journal = observations.stream().anyMatch(Observation.JournalChat.class::isInstance);
        this.log = journal ? journalLog() : readLog();
        this.members = new Members(log);
        this.sends = Sends.of(this);
        for (Observation observation : observations) {
            if (observation instanceof Observation.Outcome outcome && outcome.seq() <= log.last()) {
                acked.note(outcome.nanos(), outcome.seq());
            }
        }
    }

    private Log journalLog() {
        List<Seen> committed = new ArrayList<>();
        for (Observation observation : observations) {
            if (observation instanceof Observation.JournalRow row && row.committed()) {
                committed.add(row.entry());
            }
        }
        return new Log(committed, true);
    }

    private Log readLog() {
        List<Seen> read = new ArrayList<>();
        readings.forEach(reading -> read.addAll(reading.entries()));
        if (!read.isEmpty()) {
            return new Log(read, true);
        }
        for (Observation observation : observations) {
            if (observation instanceof Observation.Page page) {
                read.addAll(page.entries());
            } else if (observation instanceof Observation.Deliver deliver) {
                read.addAll(deliver.entries());
            }
        }
        return new Log(read, false);
    }

    History history() {
        return history;
    }

    String name() {
        return history.name(chat);
    }

    List<Observation> observations() {
        return observations;
    }

    List<Readings.Reading> readings() {
        return readings;
    }

    boolean hasJournal() {
        return journal;
    }

    Log log() {
        return log;
    }

    Members members() {
        return members;
    }

    Sends sends() {
        return sends;
    }

    /** The highest seq at which something was acked, up to any moment. */
    HighWater acked() {
        return acked;
    }
}
