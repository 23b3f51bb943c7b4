package parley.loadtests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of a comparison, as Markdown. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    Table() {
        lines.add("| | Parley | other | ratio | 95 % | must | aim | pairs |");
        lines.add("|---|---|---|---|---|---|---|---|");
    }

    /** A line for each figure; pairs with loss, duplication or disorder do not count. */
    void add(Comparison comparison, String fsync, List<Pairs.Pair> pairs) {
        List<Pairs.Pair> counting = pairs.stream().filter(Pairs.Pair::counts).toList();
        String against = comparison.isAgainstPeer() ? " (fsync=" + fsync + ")" : "";
        for (Figure figure : comparison.figures()) {
            List<double[]> values = counting.stream()
                    .map(pair -> new double[] {
                        figure.of().applyAsDouble(pair.one()), figure.of().applyAsDouble(pair.other())
                    })
                    .toList();
            lines.add("| " + comparison.title() + against + ": " + figure.title() + " | " + cells(values) + " | "
                    + figure.must() + " | " + figure.aim() + " | " + raw(values) + notes(pairs, counting) + " |");
        }
    }

    private static String cells(List<double[]> values) {
        if (values.isEmpty() || values.stream().anyMatch(pair -> !(pair[0] > 0) || !(pair[1] > 0))) {
            return "not comparable | | |";
        }
        Statistics.Ratio ratio = Statistics.ratio(values);
        return number(median(values, 0)) + " | " + number(median(values, 1)) + " | " + number(ratio.median()) + " | "
                + (values.size() == 1 ? "one pair" : number(ratio.low()) + " to " + number(ratio.high()));
    }

    private static double median(List<double[]> values, int side) {
        return Statistics.median(values.stream().mapToDouble(pair -> pair[side]).toArray());
    }

    private static String raw(List<double[]> values) {
        return String.join(
                "; ",
                values.stream()
                        .map(pair -> number(pair[0]) + " : " + number(pair[1]))
                        .toList());
    }

    private static String notes(List<Pairs.Pair> pairs, List<Pairs.Pair> counting) {
        long moved = counting.stream()
                .filter(pair -> pair.spinMoved() > Spin.MOVED_MAX)
                .count();
        return (counting.size() == pairs.size() ? "" : "; " + (pairs.size() - counting.size()) + " do not count")
                + (moved == 0 ? "" : "; sentinel moved in " + moved);
    }

    /** Three digits, or all before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines);
    }
}
