package parley.loadtests.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Spans of time, ascending and apart from each other. Immutable. */
final class Spans {

    /** From one moment to another, both included. */
    record Span(long from, long to) {}

    private final List<Span> spans;

    private Spans(List<Span> spans) {
        this.spans = spans;
    }

    /** Those that touch become one. */
    static Spans of(List<Span> any) {
        List<Span> sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparingLong(Span::from));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && span.from() <= last.to()) {
                merged.set(merged.size() - 1, new Span(last.from(), Math.max(last.to(), span.to())));
            } else {
                merged.add(span);
            }
        }
        return new Spans(List.copyOf(merged));
    }

    boolean contains(long moment) {
        int index = lastFrom(moment);
        return index >= 0 && spans.get(index).to() >= moment;
    }

    /** Whether any of it lies between two moments. */
    boolean touches(long from, long to) {
        int index = lastFrom(to);
        return index >= 0 && spans.get(index).to() >= from;
    }

    /** The first moment, not before this one, from which on nothing of it is left until then; the moment itself if nothing is. */
    long overAfter(long moment, long until) {
        int index = lastFrom(until);
        return index >= 0 ? Math.max(moment, spans.get(index).to()) : moment;
    }

    Spans minus(Spans others) {
        List<Span> left = new ArrayList<>();
        for (Span span : spans) {
            long from = span.from();
            for (Span other : others.spans) {
                if (other.to() < from || other.from() > span.to()) {
                    continue;
                }
                if (other.from() > from) {
                    left.add(new Span(from, other.from() - 1));
                }
                from = other.to() == Long.MAX_VALUE ? Long.MAX_VALUE : other.to() + 1;
            }
            if (from <= span.to() && from != Long.MAX_VALUE) {
                left.add(new Span(from, span.to()));
            }
        }
        return new Spans(List.copyOf(left));
    }

    /** The first moment, not before this one, that is followed by so much time within one span; -1 if there is none. */
    long firstFit(long moment, long length) {
        for (int index = Math.max(0, lastFrom(moment)); index < spans.size(); index++) {
            long from = Math.max(moment, spans.get(index).from());
            if (spans.get(index).to() - from >= length) {
                return from;
            }
        }
        return -1;
    }

    private int lastFrom(long moment) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).from() <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
