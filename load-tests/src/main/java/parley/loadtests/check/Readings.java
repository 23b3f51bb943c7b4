package parley.loadtests.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Way;

/** The whole logs that members read back after the run, each put together from its pages. */
final class Readings {

    /** One member's reading of one chat in one way. */
    static final class Reading {
        final Observation.Reading begin;
        final List<Observation.Page> pages = new ArrayList<>();

        Reading(Observation.Reading begin) {
            this.begin = begin;
        }

        /** The entries of all pages by ascending seq, as far as pages were in order. */
        List<Seen> entries() {
            List<Observation.Page> ascending = new ArrayList<>(pages);
            if (!pages.isEmpty() && pages.get(0).range().direction() == Direction.BACKWARDS) {
                Collections.reverse(ascending);
            }
            return ascending.stream().flatMap(page -> page.entries().stream()).toList();
        }
    }

    private record Whose(int client, Way way) {}

    private Readings() {}

    static List<Reading> of(ChatHistory chat) {
        Map<Whose, Reading> open = new HashMap<>();
        List<Reading> all = new ArrayList<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Reading begin) {
                Reading reading = new Reading(begin);
                open.put(new Whose(begin.client(), begin.way()), reading);
                all.add(reading);
            } else if (observation instanceof Observation.Page page
                    && page.range().direction() != Direction.SYNC) {
                Way way = page.connection() == 0 ? Way.HTTP : Way.SOCKET;
                Reading reading = open.get(new Whose(page.client(), way));
                if (reading != null && page.askedNanos() >= reading.begin.nanos()) {
                    reading.pages.add(page);
                }
            }
        }
        return List.copyOf(all);
    }
}
