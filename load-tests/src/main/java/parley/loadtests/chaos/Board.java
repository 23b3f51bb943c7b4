package parley.loadtests.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that the displays and the report show of a run. Thread-safe. */
final class Board {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SAID_MAX = 200;
    private static final int RECENT_SLICES = 10;

    /** What the load has done so far. */
    record Counts(long sent, long acked, long delivered, long resumed, long unknown, long waiting) {}

    private final long seed;
    private final List<String> choices;
    private final Timeline timeline;
    private final List<FaultReport> faults = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Counts counts = new Counts(0, 0, 0, 0, 0, 0);
    private String verdict = "";
    private boolean clean = true;
    private boolean over;
    private @Nullable String running;
    private long runningSinceMillis;

    /** @param choices what can be asked for by name; empty when nothing can */
    Board(long seed, List<String> choices, Timeline timeline) {
        this.seed = seed;
        this.choices = List.copyOf(choices);
        this.timeline = timeline;
    }

    synchronized void counts(Counts now) {
        counts = now;
    }

    /** @param clean whether nothing is wrong so far */
    synchronized void verdict(String text, boolean clean) {
        this.verdict = text;
        this.clean = clean;
    }

    synchronized void begins(String fault, long atMillis) {
        running = fault;
        runningSinceMillis = atMillis;
    }

    synchronized void ends(FaultReport report) {
        running = null;
        faults.add(report);
    }

    synchronized void over() {
        over = true;
    }

    /** What people are told, line by line; the displays show the last ones. */
    synchronized void say(String line) {
        said.add(line);
        if (said.size() > SAID_MAX) {
            said.remove(0);
        }
    }

    synchronized List<FaultReport> faults() {
        return List.copyOf(faults);
    }

    /** One line for a terminal. */
    synchronized String line(long nowMillis) {
        return String.format(
                "%02d:%02d  acked %d  delivered %d  resumed %d  waiting %d  p99 %.0f ms  %s%s",
                nowMillis / 60_000,
                nowMillis / 1000 % 60,
                counts.acked(),
                counts.delivered(),
                counts.resumed(),
                counts.waiting(),
                recentP99(),
                verdict,
                running == null ? "" : "  [" + running + "]");
    }

    private double recentP99() {
        List<Timeline.Slice> slices = timeline.slices();
        return slices.subList(Math.max(0, slices.size() - RECENT_SLICES), slices.size()).stream()
                .mapToDouble(Timeline.Slice::ackP99)
                .max()
                .orElse(0);
    }

    /** Everything as JSON: what the page and the report draw. */
    synchronized ObjectNode json(long nowMillis) {
        ObjectNode all = JSON.createObjectNode();
        all.put("seed", seed)
                .put("now", nowMillis)
                .put("verdict", verdict)
                .put("clean", clean)
                .put("over", over);
        if (running != null) {
            all.put("running", running).put("runningSince", runningSinceMillis);
        }
        all.set("choices", JSON.valueToTree(choices));
        all.set("counts", JSON.valueToTree(counts));
        all.put("ackP50", timeline.ackPercentile(50))
                .put("ackP99", timeline.ackPercentile(99))
                .put("deliveryP99", timeline.deliveryPercentile(99));
        ArrayNode slices = all.putArray("slices");
        for (Timeline.Slice slice : timeline.slices()) {
            slices.addArray()
                    .add(slice.atMillis())
                    .add(slice.acked())
                    .add(slice.delivered())
                    .add(rounded(slice.ackP99()))
                    .add(rounded(slice.deliveryP99()))
                    .add(rounded(slice.available()));
        }
        all.set("faults", JSON.valueToTree(faults));
        all.set("said", JSON.valueToTree(said));
        return all;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
