package parley.loadtests.demo;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;

/**
 * Replays a play with clients of the Java SDK on a running Parley, reads everything back as every member, and compares. Exits with 0 if
 * everything is where it should be, 1 if not, 2 if it was called in a wrong way.
 */
public final class Demo {

    private static final String PROMPTER = "Prompter";
    private static final int SIGN_UPS_AT_ONCE = 4;
    private static final int READERS = 8;
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(30);
    private static final List<String> PLAY = List.of(
            "romeo-and-juliet-1.txt",
            "romeo-and-juliet-2.txt",
            "romeo-and-juliet-3.txt",
            "romeo-and-juliet-4.txt",
            "romeo-and-juliet-5.txt");

    private final DemoOptions options;
    private final Play play;
    private final Wire wire;
    private final List<Play.Scene> scenes;
    private final Ledger ledger = new Ledger();
    private final Progress progress;

    /**
     * How the demo reaches the nodes.
     *
     * @param http what the players' clients speak through
     * @param tap sees what is read back over HTTP
     */
    public record Wire(HttpClient http, FrameTap tap) {}

    private Demo(DemoOptions options, Play play, Wire wire, PrintStream out) {
        this.options = options;
        this.play = play;
        this.wire = wire;
        this.scenes = play.scenes()
                .subList(0, Math.min(options.scenes(), play.scenes().size()));
        this.progress = new Progress(out, ledger, scenes.size());
    }

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/demo/logback.xml");
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(DemoOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(exitCode(options));
    }

    private static int exitCode(DemoOptions options) {
        try {
            return run(options, new Wire(HttpClient.newHttpClient(), FrameTap.NONE), System.out)
                            .clean()
                    ? 0
                    : 1;
        } catch (DemoException e) {
            System.err.println("the demo failed: " + e.getMessage());
            return 1;
        }
    }

    /**
     * Runs the demo and blocks until it is over.
     *
     * @throws DemoException if nobody can sign up, or a group cannot be made
     */
    public static DemoResult run(DemoOptions options, Wire wire, PrintStream out) {
        return new Demo(options, play(), wire, out).run();
    }

    /** The play that is replayed. */
    static Play play() {
        return PlayParser.ofResources(PLAY);
    }

    static DemoResult run(DemoOptions options, Play play, PrintStream out) {
        return new Demo(options, play, new Wire(HttpClient.newHttpClient(), FrameTap.NONE), out).run();
    }

    private DemoResult run() {
        ExecutorService signUps = Executors.newFixedThreadPool(SIGN_UPS_AT_ONCE);
        ExecutorService stages = Executors.newFixedThreadPool(options.stages());
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults());
                Company company = company(runtime, signUps)) {
            ScheduledFuture<?> ticking =
                    ticker.scheduleAtFixedRate(progress::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
            List<ScenePlay.Played> played = playAll(company, stages);
            ticking.cancel(false);
            progress.tick();
            progress.say("Reading everything back, as every member, live, over the socket and over HTTP.");
            DemoResult result = result(new ReadBack(ledger, progress, readers).run(played));
            progress.say(result.toString());
            return result;
        } finally {
            List.of(signUps, stages, readers, ticker).forEach(ExecutorService::shutdownNow);
        }
    }

    private Company company(ClientRuntime runtime, ExecutorService signUps) {
        RandomGenerator random = new SecureRandom();
        String suffix =
                Long.toString(System.currentTimeMillis() / 1000, 36) + Long.toString(random.nextInt(36 * 36), 36);
        byte[] secret = new byte[8];
        random.nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        progress.say(play.title() + ", by " + play.author() + ": " + scenes.size() + " scenes, "
                + scenes.stream().mapToLong(Play.Scene::speeches).sum() + " speeches.");
        Company company = new Company(place -> seat(runtime, place), signUps, progress, suffix, password);
        progress.say("To look on, open " + options.nodes().get(0) + " and log in as " + company.accountName(PROMPTER)
                + " with the password " + password);
        return company;
    }

    /** At the nodes in turn. */
    private Player.Seat seat(ClientRuntime runtime, int place) {
        List<String> nodes = options.nodes();
        URI node = URI.create(nodes.get(place % nodes.size()));
        return new Player.Seat(node, new HttpApi(runtime, nodes, wire.tap()).startingAt(place), wire.http());
    }

    private List<ScenePlay.Played> playAll(Company company, ExecutorService stages) {
        Player prompter = DemoException.await(company.invite(PROMPTER, false), RUN_TIMEOUT);
        CountDownLatch stop = new CountDownLatch(1);
        ScenePlay.Theatre theatre = new ScenePlay.Theatre(prompter, company, ledger, progress, stop);
        List<CompletableFuture<ScenePlay.Played>> playing = new ArrayList<>();
        for (Play.Scene scene : scenes) {
            scene.cast().forEach(character -> company.invite(character, true));
            playing.add(
                    CompletableFuture.supplyAsync(() -> new ScenePlay(scene, theatre, options.pace()).play(), stages));
        }
        try {
            List<ScenePlay.Played> played = new ArrayList<>();
            for (CompletableFuture<ScenePlay.Played> scene : playing) {
                played.add(DemoException.await(scene, RUN_TIMEOUT));
            }
            return played;
        } finally {
            stop.countDown();
        }
    }

    private DemoResult result(ReadBack.Result read) {
        Tally both = read.live().plus(read.stored());
        return new DemoResult(
                ledger.sentCount(),
                ledger.ackedCount(),
                read.live().read(),
                read.stored().read(),
                both.lost(),
                both.duplicated(),
                both.reordered(),
                both.altered(),
                both.extra(),
                both.holes(),
                progress.violationCount());
    }
}
