package parley.loadtests.check;

import java.util.Map;
import java.util.TreeMap;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Result;

/** Counts what a run had. */
final class Exercises {

    private final History history;
    private final Findings findings;
    private final Map<String, Long> acksDuring = new TreeMap<>();

    Exercises(History history, Findings findings) {
        this.history = history;
        this.findings = findings;
    }

    /** How many acks came while each fault lasted, by its name. */
    Map<String, Long> acksDuring() {
        return acksDuring;
    }

    void ofRun() {
        history.faults().forEach(fault -> {
            findings.exercised(Exercise.FAULTS);
            acksDuring.putIfAbsent(fault.name(), 0L);
        });
        for (Observation observation : history.observations()) {
            if (observation instanceof Observation.Welcome) {
                findings.exercised(Exercise.CONNECTIONS);
            } else if (observation instanceof Observation.Hello hello
                    && !hello.chats().isEmpty()) {
                findings.exercised(Exercise.RESUMES);
            } else if (observation instanceof Observation.Resync) {
                findings.exercised(Exercise.RESYNCS);
            } else if (observation instanceof Observation.Objection objection) {
                findings.add(Anomaly.OBJECTION, "client " + objection.client() + ": " + objection.what());
            }
        }
    }

    void ofChat(ChatHistory chat) {
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Deliver deliver) {
                findings.exercised(Exercise.DELIVERED, deliver.entries().size());
            } else if (observation instanceof Observation.Shown) {
                findings.exercised(Exercise.SHOWN);
            } else if (observation instanceof Observation.Page) {
                findings.exercised(Exercise.PAGES);
            } else if (observation instanceof Observation.Outcome outcome) {
                outcome(outcome);
            }
        }
        for (Sends.Send send : chat.sends().all()) {
            if (send.isMessage()) {
                findings.exercised(Exercise.SENT);
                findings.exercised(send.acked() ? Exercise.ACKED : send.failed() ? Exercise.REFUSED : Exercise.UNKNOWN);
                findings.exercised(Exercise.DUPLICATES_ANSWERED, send.duplicates);
            }
        }
    }

    private void outcome(Observation.Outcome outcome) {
        if (outcome.result() == Result.INFO) {
            findings.exercised(Exercise.UNKNOWN_OUTCOMES);
        } else if (outcome.result() == Result.OK && outcome.action() == Action.SEND) {
            ackedDuringFault(outcome.nanos());
        } else if (outcome.result() == Result.OK && outcome.action() != Action.RENAME) {
            findings.exercised(Exercise.MEMBERS_CHANGED);
            findings.exercised(Exercise.REMOVALS, outcome.action() == Action.ADD ? 0 : 1);
        }
    }

    private void ackedDuringFault(long nanos) {
        boolean during = false;
        for (History.FaultWindow fault : history.faults()) {
            if (fault.from() <= nanos && nanos <= fault.to()) {
                acksDuring.merge(fault.name(), 1L, Long::sum);
                during = true;
            }
        }
        findings.exercised(Exercise.ACKED_DURING_FAULT, during ? 1 : 0);
    }
}
