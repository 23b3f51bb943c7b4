package parley.loadtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import parley.loadtests.check.Checker;
import parley.loadtests.check.Exercise;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.Recorder;
import parley.loadtests.check.RunningVerdict;
import parley.loadtests.check.Verdict;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;

/** One run: a cluster, a crowd that talks in it, faults, and the verdict. Used once. */
final class ChaosRun implements AutoCloseable {

    private static final int PEOPLE = 24;
    private static final int TRAVELLERS = 8;
    private static final int PAIRS = 8;
    private static final int SMALL_ROOMS = 12;
    private static final int HALLS = 2;
    private static final Duration FIRST_WORDS = Duration.ofSeconds(5);
    private static final Duration LAST_ANSWERS = Duration.ofMinutes(3);
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(15);
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(20);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
    private static final int STATUS_EACH_TICKS = 20;
    private static final String CLIENT_SETTINGS = """
            backoff-first = 300ms
            backoff-max = 3s
            request-timeout = 5s
            probe-timeout = 3s
            operation-deadline = 180s
            """;

    private final ChaosOptions options;
    private final Terminal terminal;
    private final Gaps gaps = new Gaps();
    private final Timeline timeline = new Timeline(gaps, System.nanoTime());
    private final Board board;
    private final Wishes wishes;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<String> failures = new ArrayList<>();
    private int ticks;

    ChaosRun(ChaosOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.wishes = new Wishes(options.choose() ? Scenarios.names() : List.of());
        this.board = new Board(options.seed(), wishes.choices(), timeline);
    }

    /** Returns whether all was as promised. */
    boolean run() throws InterruptedException {
        WebDisplay page =
                opened(new WebDisplay(options.webPort(), () -> board.json(now()).toString(), wishes::ask));
        say("watch it at " + page.address());
        say("starting three nodes, each with a network of its own");
        Setting setting = opened(Setting.up(options));
        Recorder recorder = opened(Recorder.into(setting.historyFile()));
        ClientRuntime runtime = opened(new ClientRuntime(ClientSettings.with(CLIENT_SETTINGS)));
        Props props = setting.props();
        Crowd crowd = opened(new Crowd(timeline, recorder, ways(runtime, setting)));
        crowd.gather(PEOPLE);
        List<Room> rooms = crowd.open(PAIRS, SMALL_ROOMS, HALLS, random());
        Load load = opened(new Load(rooms, gaps, timeline, options.seed()));
        say(PEOPLE + " people talk in " + rooms.size() + " chats, " + options.rate() + " messages a second");
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        open.push(ticker::shutdownNow);
        var unused = ticker.scheduleAtFixedRate(
                () -> tick(load, crowd, recorder), 0, Timeline.SLICE.toMillis(), TimeUnit.MILLISECONDS);
        load.start(options.rate());
        TimeUnit.NANOSECONDS.sleep(FIRST_WORDS.toNanos());
        Stage.World world = new Stage.World(setting.cluster(), setting.watch(), crowd, timeline, props);
        play(new Director(world, gaps, board, recorder, options.seed()));
        Verdict verdict = judge(load, crowd, recorder, setting);
        ticker.shutdownNow();
        return end(verdict, setting);
    }

    private Crowd.Ways ways(ClientRuntime runtime, Setting setting) {
        return (name, first) -> {
            HttpApi api = new HttpApi(runtime, setting.httpUrls(), FrameTap.NONE).startingAt(first);
            Road road = setting.props().roads().get(name);
            return road == null ? api : api.routedBy(road::through);
        };
    }

    /** Who has a network of their own: the first of them. */
    static List<String> travellers() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < TRAVELLERS; i++) {
            names.add(Crowd.name(i));
        }
        return names;
    }

    private void play(Director director) throws InterruptedException {
        List<String> programme = options.choose() ? List.of() : options.faults();
        for (String fault : programme) {
            if (options.timed() && !director.awaitCalm()) {
                fails(fault + ": no calm to begin in, within " + Director.CALM_WITHIN.toMinutes() + " min");
            }
            if (!played(director, fault)) {
                return;
            }
        }
        if (options.choose()) {
            say("ask for a fault by its name, here or on the page; quit ends the run: "
                    + String.join(" ", Scenarios.names()));
            wishes.listen(System.in);
            long until =
                    System.nanoTime() + Duration.ofMinutes(options.minutes()).toNanos();
            String wish = wishes.next(until);
            while (wish != null && played(director, wish)) {
                wish = wishes.next(until);
            }
        }
    }

    /** False when the cluster did not get well again: nothing more can be learned from it. */
    private boolean played(Director director, String fault) throws InterruptedException {
        Scenario scenario = Scenarios.named(fault);
        say(scenario.name() + ": " + scenario.title());
        try {
            FaultReport report = director.play(scenario);
            say("  " + report);
            if (options.timed() && report.isTooSlow()) {
                fails(scenario.name() + ": a gap of " + report.gapMillis() + " ms (expected: at most "
                        + report.limitMillis() + ")");
            }
            return true;
        } catch (IllegalStateException e) {
            fails(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void fails(String why) {
        failures.add(why);
        say("FAILED: " + why);
    }

    private Verdict judge(Load load, Crowd crowd, Recorder recorder, Setting setting) throws InterruptedException {
        say("the last answers are awaited");
        if (!load.stop(LAST_ANSWERS)) {
            fails(load.waiting() + " messages have no answer after " + LAST_ANSWERS.toMinutes() + " min");
        }
        TimeUnit.NANOSECONDS.sleep(LAST_DELIVERIES.toNanos());
        recorder.quiesced();
        say("everybody reads everything, over the socket and over HTTP from another node");
        Reading.everything(crowd.rooms());
        crowd.close();
        setting.readJournal(crowd.rooms(), recorder);
        recorder.close();
        return Checker.check(setting.history(), expectations());
    }

    private Expectations expectations() {
        return Expectations.usual()
                .within(DELIVERED_WITHIN, ANSWERED_WITHIN, Director.RECOVERY_MAX)
                .withJournal()
                .atLeast(
                        Exercise.FAULTS, options.choose() ? 0 : options.faults().size())
                .atLeast(Exercise.ACKED_DURING_FAULT, 1);
    }

    private boolean end(Verdict verdict, Setting setting) {
        boolean clean = verdict.isClean() && failures.isEmpty();
        board.verdict(verdict.toString(), clean);
        verdict.report().lines().forEach(this::say);
        failures.forEach(failure -> say("FAILED: " + failure));
        board.over();
        write(options.report(), Pages.report(board.json(now()).toString()));
        terminal.end();
        say(verdict.toString());
        say("report: " + options.report().toAbsolutePath() + ", history: " + setting.historyFile());
        return clean;
    }

    private static void write(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tick(Load load, Crowd crowd, Recorder recorder) {
        timeline.tick(System.nanoTime());
        RunningVerdict running = recorder.running();
        board.counts(new Board.Counts(
                load.sent(),
                timeline.ackedCount(),
                timeline.deliveredCount(),
                crowd.resumed(),
                load.unknown(),
                load.waiting()));
        board.verdict(
                "lost=? duplicated=" + running.duplicated() + " reordered=" + running.reordered() + " ghosts="
                        + running.ghosts(),
                running.cleanSoFar());
        if (ticks++ % (terminal.rewrites() ? 1 : STATUS_EACH_TICKS) == 0) {
            terminal.status(board.line(now()));
        }
    }

    private void say(String line) {
        board.say(line);
        terminal.say(line);
    }

    private long now() {
        return timeline.millis(System.nanoTime());
    }

    private RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                terminal.say("not closed: " + e);
            }
        }
    }
}
