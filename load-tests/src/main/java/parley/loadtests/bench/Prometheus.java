package parley.loadtests.bench;

import java.util.Map;
import java.util.TreeMap;

/** What a node says at {@code /metrics}: each line's value by its name with its labels. */
record Prometheus(Map<String, Double> values) {

    static Prometheus parse(String text) {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            // Labels may hold spaces, values do not.
            int end = line.indexOf('}') < 0 ? line.indexOf(' ') : line.lastIndexOf('}') + 1;
            values.put(
                    line.substring(0, end),
                    Double.valueOf(line.substring(end).trim().split(" ", -1)[0]));
        });
        return new Prometheus(values);
    }

    /** Over all that have the name and, somewhere in their labels, the label. */
    double sum(String name, String label) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .filter(entry -> entry.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
