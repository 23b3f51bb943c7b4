package parley.loadtests.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the checker found. {@link #toString} is one line, {@link #report} says it all.
 *
 * @param counts of what is wrong; what is not there is 0
 * @param exercised what the run had; what is not there is 0
 * @param acksDuring acks that came while each fault lasted, by its name
 * @param findings the first examples of each kind
 * @param shortfalls why the run proves too little, in words
 * @param journal whether the journal of every chat was read
 */
public record Verdict(
        Map<Anomaly, Long> counts,
        Map<Exercise, Long> exercised,
        Map<String, Long> acksDuring,
        List<Finding> findings,
        List<String> shortfalls,
        boolean journal) {

    static Verdict of(History history, Expectations expectations, Findings findings, Map<String, Long> acksDuring) {
        boolean journal = !history.chats().isEmpty() && history.chats().stream().allMatch(ChatHistory::hasJournal);
        Map<Exercise, Long> exercised = findings.exercised();
        return new Verdict(
                findings.counts(),
                exercised,
                Map.copyOf(acksDuring),
                findings.examples(),
                shortfalls(history, expectations, exercised, journal),
                journal);
    }

    private static List<String> shortfalls(
            History history, Expectations expectations, Map<Exercise, Long> exercised, boolean journal) {
        List<String> shortfalls = new ArrayList<>();
        Stream.of(Exercise.values()).forEach(what -> {
            long minimum = expectations.minimums().getOrDefault(what, 0L);
            long had = exercised.getOrDefault(what, 0L);
            if (had < minimum) {
                shortfalls.add(what + ": " + had + " (expected: at least " + minimum + ")");
            }
        });
        if (history.isFull()) {
            shortfalls.add("the file became too large: not everything was recorded");
        }
        if (history.quiescedNanos() == Long.MAX_VALUE) {
            shortfalls.add("nobody said that the load was over");
        }
        long unread =
                history.chats().stream().filter(chat -> !chat.log().isKnown()).count();
        if (unread > 0) {
            shortfalls.add(unread + " chats were not read back");
        }
        if (expectations.journal() && !journal) {
            shortfalls.add("the journal was not read for every chat: a witness is missing");
        }
        return List.copyOf(shortfalls);
    }

    public long count(Anomaly anomaly) {
        return counts.getOrDefault(anomaly, 0L);
    }

    public long exercised(Exercise what) {
        return exercised.getOrDefault(what, 0L);
    }

    /** Nothing is wrong, and enough happened for that to say something. */
    public boolean isClean() {
        return counts.values().stream().allMatch(count -> count == 0) && shortfalls.isEmpty();
    }

    @Override
    public String toString() {
        return (isClean() ? "clean: " : "NOT CLEAN: ")
                + "sent=" + exercised(Exercise.SENT)
                + " acked=" + exercised(Exercise.ACKED)
                + " delivered=" + exercised(Exercise.DELIVERED)
                + " resumed=" + exercised(Exercise.RESUMES)
                + Stream.of(Anomaly.values())
                        .map(anomaly -> " " + anomaly.label() + "=" + count(anomaly))
                        .collect(Collectors.joining())
                + (journal ? "" : " (without the journal)");
    }

    /** Everything, over many lines: the counts, what the run had, and examples of what is wrong with what stands around them. */
    public String report() {
        StringBuilder text = new StringBuilder(toString()).append('\n');
        text.append("The run had:");
        for (Exercise what : Exercise.values()) {
            text.append(' ').append(what.name().toLowerCase(Locale.ROOT));
            text.append('=').append(exercised(what));
        }
        acksDuring.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fault -> text.append("\nAcks during ")
                        .append(fault.getKey())
                        .append(": ")
                        .append(fault.getValue()));
        text.append(journal ? "\nWitnesses: clients, journal." : "\nWitnesses: clients. The journal was not read.");
        shortfalls.forEach(shortfall -> text.append("\nToo little: ").append(shortfall));
        for (Finding finding : findings) {
            text.append('\n').append(finding);
            finding.neighbours().forEach(line -> text.append("\n    ").append(line));
        }
        return text.append('\n').toString();
    }
}
