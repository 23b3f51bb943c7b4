package parley.loadtests.check;

import java.util.List;

/**
 * Holds a run's history against what Parley promises ({@code docs/delivery.md}). The same history and expectations give the same verdict.
 */
public final class Checker {

    private Checker() {}

    /** Checks a whole run; takes time and memory in proportion to it. */
    public static Verdict check(History history, Expectations expectations) {
        Findings findings = new Findings();
        Spans disturbed = history.disturbed(expectations.recovery().toNanos());
        List<Rule> rules = List.of(
                new AcksRule(),
                new LogRule(),
                new GhostRule(),
                new ConformityRule(),
                new ReadingsRule(),
                new PushesRule(disturbed),
                new SenderOrderRule(),
                new MembersRule(),
                new StaleRule(),
                new ResumeRule(),
                new JournalRule(),
                new PositionsRule(),
                new TimesRule(history, disturbed, expectations));
        Exercises exercises = new Exercises(history, findings);
        exercises.ofRun();
        for (ChatHistory chat : history.chats()) {
            exercises.ofChat(chat);
            rules.forEach(rule -> rule.check(chat, findings));
        }
        conservation(history, findings);
        return Verdict.of(history, expectations, findings, exercises.acksDuring());
    }

    /** As many messages are stored as were acked, and at most those more whose outcome nobody knows. */
    private static void conservation(History history, Findings findings) {
        long acked = 0;
        long unknown = 0;
        long stored = 0;
        for (ChatHistory chat : history.chats()) {
            if (!chat.log().isKnown()) {
                continue;
            }
            stored += chat.log().messagesUpTo(chat.log().last());
            for (Sends.Send send : chat.sends().all()) {
                acked += send.isMessage() && send.acked() ? 1 : 0;
                unknown += send.isMessage() && !send.acked() && !send.failed() ? 1 : 0;
            }
        }
        if (stored < acked || stored > acked + unknown) {
            findings.add(
                    Anomaly.CONSERVATION,
                    stored + " messages stored (expected: " + acked + " acked, and up to " + unknown + " unknown)");
        }
    }
}
