package parley.loadtests.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run of chaos goes.
 *
 * @param parley the words of the project's command, which starts the cluster
 * @param data where the cluster keeps what it has; emptied before
 * @param report where the report goes
 * @param faults which faults are put in, in this order
 * @param choose whether people choose faults instead, on the page or by their names in the terminal
 * @param minutes for how long at most they may
 * @param rate messages a second, in all rooms together
 * @param webPort where the page is; 0: anywhere
 * @param timed whether gaps that are longer than promised fail the run
 * @param releases what nodes can run; missing where only what was just built
 * @param terminal whether what is printed is seen in a terminal, where a line can be written again
 */
record ChaosOptions(
        List<String> parley,
        Path data,
        Path report,
        long seed,
        List<String> faults,
        boolean choose,
        int minutes,
        int rate,
        int webPort,
        boolean timed,
        Releases.@Nullable Pair releases,
        boolean terminal) {

    static final List<String> TOUR = List.of("kill-node", "pause-node", "partition", "kill-db", "rolling-restart");

    private static final int RATE_MAX = 500;

    /** The same with another command to start the cluster. */
    ChaosOptions startedBy(List<String> command) {
        return new ChaosOptions(
                List.copyOf(command),
                data,
                report,
                seed,
                faults,
                choose,
                minutes,
                rate,
                webPort,
                timed,
                releases,
                terminal);
    }

    static String usage(List<String> known) {
        return """
            usage: chaos [--all | --tour | --faults NAME,... | --choose] [--seed N] [--rate N] [--minutes N]
                         [--untimed] [--web-port P] [--data DIR] [--report FILE]

              --tour      the most telling faults, one after the other; what happens without any option
              --all       every fault there is; kill-node five times
              --faults    these, in this order, each when nobody has waited for more than a second for ten; their names: NAMES
              --choose    none by itself: ask for them by name here, or on the page
              --seed      what is chosen at random is chosen the same again (1)
              --untimed   gaps that are longer than promised are shown, and do not fail the run, and no fault waits until all is
                          calm: for machines that are busy
              --rate      messages a second, 1 to 500 (60)
              --minutes   how long --choose lasts at most (30)
              --web-port  where the page is (8070; 0: anywhere)
              --releases  DIR,DIR: the distribution of this release and of the previous one, for mixed-versions (./parley gives it)
              --data      the data directory of the cluster that is started; emptied (.parley/chaos)
              --report    the HTML report (.parley/chaos-report.html)
            """.replace("NAMES", String.join(" ", known));
    }

    /** @throws IllegalArgumentException saying what is wrong with which argument */
    static ChaosOptions parse(List<String> arguments, List<String> known, List<String> all) {
        Parser parser = new Parser(known, all);
        for (int i = 0; i < arguments.size(); i++) {
            i += parser.take(arguments.get(i), i + 1 < arguments.size() ? arguments.get(i + 1) : null);
        }
        return parser.options();
    }

    private static final class Parser {
        private final List<String> known;
        private final List<String> all;
        private List<String> parley = List.of("./parley");
        private Path data = Path.of(".parley", "chaos");
        private Path report = Path.of(".parley", "chaos-report.html");
        private long seed = 1;
        private List<String> faults = TOUR;
        private boolean choose;
        private int minutes = 30;
        private int rate = 60;
        private int webPort = 8070;
        private boolean timed = true;
        private Releases.@Nullable Pair releases;
        private boolean terminal;

        Parser(List<String> known, List<String> all) {
            this.known = known;
            this.all = all;
        }

        /** Returns how many values it took. */
        int take(String option, @Nullable String next) {
            switch (option) {
                case "--all" -> faults = all;
                case "--tour" -> faults = TOUR;
                case "--choose" -> choose = true;
                case "--untimed" -> timed = false;
                case "--terminal" -> terminal = true;
                default -> {
                    takeValue(option, next == null ? "" : next);
                    return 1;
                }
            }
            return 0;
        }

        private void takeValue(String option, String value) {
            switch (option) {
                case "--faults" -> faults = names(value);
                case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--minutes" -> minutes = (int) number(option, value, 1, 24 * 60);
                case "--rate" -> rate = (int) number(option, value, 1, RATE_MAX);
                case "--web-port" -> webPort = (int) number(option, value, 0, 65_535);
                case "--releases" -> releases = releases(option, value);
                case "--data" -> data = Path.of(value);
                case "--report" -> report = Path.of(value);
                case "--parley" -> parley = List.of(value);
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }

        private static Releases.Pair releases(String option, String value) {
            String[] both = value.split(",", -1);
            if (both.length != 2) {
                throw new IllegalArgumentException(option + " " + value + " (expected: DIR,DIR)");
            }
            return new Releases.Pair(Path.of(both[0]), Path.of(both[1]));
        }

        private List<String> names(String value) {
            List<String> names = new ArrayList<>(Arrays.asList(value.split(",")));
            names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
                throw new IllegalArgumentException("--faults " + name + ": there is no such fault");
            });
            return List.copyOf(names);
        }

        private static long number(String option, String value, long least, long most) {
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " " + value + " (expected: a number)", e);
            }
            throw new IllegalArgumentException(option + " " + value + " (expected: " + least + " to " + most + ")");
        }

        ChaosOptions options() {
            return new ChaosOptions(
                    parley, data, report, seed, faults, choose, minutes, rate, webPort, timed, releases, terminal);
        }
    }
}
