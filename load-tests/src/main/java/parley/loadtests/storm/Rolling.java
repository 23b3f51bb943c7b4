package parley.loadtests.storm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./parley roll}, followed by the lines in which it says how far it is. Read by one thread, until it ends.
 */
final class Rolling {

    /** What happens to a node, in this order. */
    enum Phase {
        /** Its clients are asked to go elsewhere. */
        DRAIN("drain", "draining"),
        /** It hands its shards over, leaves the cluster and ends. */
        HAND_OVER("hand-over", "drained"),
        /** It starts again. */
        RESTART("restart", "left"),
        /** It is a member again, and shards come back to it. */
        SETTLING("settling", "ready"),
        /** It is over. */
        SETTLED("settled", "settled");

        private final String label;
        private final String word;

        Phase(String label, String word) {
            this.label = label;
            this.word = word;
        }

        String label() {
            return label;
        }
    }

    /** A phase of a node, and when it began. */
    record Step(Phase phase, int node, long nanos) {

        @Override
        public String toString() {
            return phase.label() + " of node " + node;
        }
    }

    private static final Pattern LINE =
            Pattern.compile("parley: node (\\d+) (draining|drained|left|ready|settled)\\b.*");
    private static final int ENDS_WITHIN_S = 60;

    private final List<String> command;
    private final Consumer<Step> listener;
    private final Consumer<String> say;
    private final List<Step> steps = new ArrayList<>();

    /** {@code listener} hears of each step when it begins, {@code say} of every line. */
    Rolling(List<String> command, Consumer<Step> listener, Consumer<String> say) {
        this.command = List.copyOf(command);
        this.listener = listener;
        this.say = say;
    }

    /** Runs it to its end. Returns its exit status. */
    int run() {
        try {
            Process roll = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var lines = new BufferedReader(new InputStreamReader(roll.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    hear(line, System.nanoTime());
                }
            }
            if (!roll.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
                roll.destroy();
                throw new StormException("the roll does not end");
            }
            return roll.exitValue();
        } catch (IOException e) {
            throw new StormException("no roll: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StormException("interrupted", e);
        }
    }

    void hear(String line, long nanos) {
        say.accept(line);
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        for (Phase phase : Phase.values()) {
            if (phase.word.equals(matcher.group(2))) {
                Step step = new Step(phase, Integer.parseInt(matcher.group(1)), nanos);
                steps.add(step);
                listener.accept(step);
            }
        }
    }

    /** What was going on at a time. */
    String at(long nanos) {
        String found = "before the roll";
        for (Step step : steps) {
            if (step.nanos() - nanos <= 0) {
                found = step.toString();
            }
        }
        return found;
    }

    /** How many nodes are back. */
    long settled() {
        return steps.stream().filter(step -> step.phase() == Phase.SETTLED).count();
    }
}
