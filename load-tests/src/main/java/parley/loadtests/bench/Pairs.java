package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Runs comparisons pair by pair, in the order A B B A, so that a machine that gets slower favours nobody. */
final class Pairs {

    private final Results results;
    private final BiFunction<Comparison.Side, String, ObjectNode> runner;
    private final PrintStream out;

    /** @param runner runs a side, given how durable the peer is */
    Pairs(Results results, BiFunction<Comparison.Side, String, ObjectNode> runner, PrintStream out) {
        this.results = results;
        this.runner = runner;
        this.out = out;
    }

    /** Both runs of a pair: ours first, whichever ran first. */
    record Pair(JsonNode one, JsonNode other) {

        boolean counts() {
            return Stream.of(one, other).allMatch(Measurement::counts);
        }

        /** By how much the sentinel moved at most. */
        double spinMoved() {
            List<Double> times = Stream.of(one, other)
                    .flatMap(run -> Stream.of(run.path("spinBeforeMs"), run.path("spinAfterMs")))
                    .map(JsonNode::asDouble)
                    .sorted(Comparator.naturalOrder())
                    .toList();
            return times.get(times.size() - 1) / times.get(0) - 1;
        }
    }

    /** What is not in the results yet is run; returns all. */
    List<Pair> run(Comparison comparison, String fsync, int pairs) {
        List<Pair> done = new ArrayList<>();
        for (int pair = 1; pair <= pairs; pair++) {
            JsonNode one;
            JsonNode other;
            if (pair % 2 == 1) {
                one = run(comparison, comparison.one(), fsync, pair);
                other = run(comparison, comparison.other(), fsync, pair);
            } else {
                other = run(comparison, comparison.other(), fsync, pair);
                one = run(comparison, comparison.one(), fsync, pair);
            }
            done.add(new Pair(one, other));
        }
        return done;
    }

    private JsonNode run(Comparison comparison, Comparison.Side side, String fsync, int pair) {
        String key = comparison.key() + " fsync=" + fsync + " pair=" + pair + " " + side;
        Optional<JsonNode> finished = results.find(key);
        if (finished.isPresent()) {
            return finished.get();
        }
        out.println("running " + key);
        ObjectNode result = runner.apply(side, fsync);
        results.add(key, result);
        out.println("  " + comparison.summary(result)
                + (Measurement.counts(result)
                        ? ""
                        : "; DOES NOT COUNT: " + result.path("driver").path("verdict")));
        return result;
    }
}
