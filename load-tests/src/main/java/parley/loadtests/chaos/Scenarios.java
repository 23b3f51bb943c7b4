package parley.loadtests.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios there are, by name. */
final class Scenarios {

    private static final Map<String, Scenario> ALL = new LinkedHashMap<>();
    private static final int KILLS = 5;

    static {
        List<Scenario> all = new ArrayList<>();
        all.addAll(NodeScenarios.all());
        all.addAll(ReleaseScenarios.all());
        all.addAll(NetworkScenarios.all());
        all.addAll(StoreScenarios.all());
        all.addAll(ClientScenarios.all());
        all.forEach(scenario -> ALL.put(scenario.name(), scenario));
    }

    private Scenarios() {}

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** What {@code --all} plays: every scenario once, and the killing of a node as often as its promise asks for. */
    static List<String> wholeProgramme() {
        List<String> programme = new ArrayList<>();
        for (String name : ALL.keySet()) {
            int times = name.equals(NodeScenarios.KILL_NODE) ? KILLS : 1;
            for (int i = 0; i < times; i++) {
                programme.add(name);
            }
        }
        return programme;
    }

    static Scenario named(String name) {
        Scenario scenario = ALL.get(name);
        if (scenario == null) {
            throw new IllegalArgumentException("no fault " + name + " (expected: one of " + ALL.keySet() + ")");
        }
        return scenario;
    }
}
