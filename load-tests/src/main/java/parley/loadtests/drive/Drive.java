package parley.loadtests.drive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import parley.loadtests.client.WireException;
import parley.loadtests.storm.StormException;

/**
 * Runs one workload in one dialect and writes what was measured as one line of JSON. Exits with 0 if the run counts, 1 if something was
 * lost, doubled, out of order or refused, 2 if it was called in a wrong way, 3 if it could not be run.
 */
public final class Drive {

    private static final String SERVICE_KEY = "PARLEY_SERVICE_KEY";
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(60);
    private static final Duration PREPARED_WITHIN = Duration.ofHours(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Options options;
    private final Plan plan;
    private final PrintStream progress;
    private final Result result;

    private Drive(Options options, String serviceKey, PrintStream progress) {
        this.options = options;
        this.plan = Plan.of(options, serviceKey);
        this.progress = progress;
        this.result = new Result(options);
    }

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/demo/logback.xml");
        System.exit(exitCode(arguments));
    }

    private static int exitCode(String[] arguments) {
        try {
            Options options = Options.parse(arguments);
            Result result = run(options, System.getenv().getOrDefault(SERVICE_KEY, ""), System.err);
            if (options.text("out").isEmpty()) {
                System.out.println(result.json());
            } else {
                Files.writeString(Path.of(options.text("out")), result.json() + "\n");
            }
            return result.verdict().isOk() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        } catch (DriveException | StormException | WireException | IOException e) {
            System.err.println("drive: failed: " + e.getMessage());
            return 3;
        }
    }

    /** Blocks until it is over. {@code progress} hears of the phases; the service key is needed for Parley. */
    public static Result run(Options options, String serviceKey, PrintStream progress) {
        return new Drive(options, serviceKey, progress).run();
    }

    private Result run() {
        Body body = new Body(new SecureRandom().nextInt(), options.number("body", Stamp.LENGTH, 4000));
        try (Hub hub = new Hub(plan.pace(), body, plan.workload())) {
            List<? extends Client> clients = plan.dialect().clients(hub, plan.shape(), plan.clients());
            long began = System.nanoTime();
            open(hub, clients.subList(0, Math.min(1, clients.size())));
            int opened = 1;
            for (int step : plan.steps()) {
                open(hub, clients.subList(opened, step));
                opened = step;
                if (plan.isIdle()) {
                    progress.println("drive: held " + step + " " + System.currentTimeMillis());
                    pause(options.time("hold"));
                }
            }
            result.connected(clients.size(), (System.nanoTime() - began) / 1e9);
            plan.workload().clients().addAll(clients);
            if (!plan.isIdle()) {
                measure(hub);
            }
            awaitQuiet(hub);
            return hub.ask(() -> result.judge(plan.workload(), hub));
        }
    }

    private void open(Hub hub, List<? extends Client> clients) {
        long within = 60 + clients.size() / plan.pace().connectsPerSecond() * 4L;
        try {
            int unused = hub.open(clients).orTimeout(within, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw failure(e, "not all sessions opened within " + within + " s: " + hub.ask(hub::counts));
        }
    }

    private static DriveException failure(CompletionException e, String otherwise) {
        return e.getCause() instanceof DriveException failed ? failed : new DriveException(otherwise);
    }

    private void measure(Hub hub) {
        Workload workload = plan.workload();
        try {
            int unused = hub.ask(workload::prepare)
                    .orTimeout(PREPARED_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw failure(e, "not prepared within " + PREPARED_WITHIN);
        }
        progress.println("drive: ready " + workload.clients().size());
        hub.loop().execute(workload::start);
        pause(options.time("warm-up"));
        progress.println("drive: measuring " + System.currentTimeMillis());
        result.windowBegins();
        hub.loop().execute(workload.window()::begin);
        pause(options.time("measure"));
        hub.loop().execute(workload.window()::end);
        result.windowEnds();
        progress.println("drive: measured " + System.currentTimeMillis());
        hub.loop().execute(workload::stop);
    }

    /** Until nothing has come for a while: what is late or twice is still to be seen. What is in flight then is lost. */
    private void awaitQuiet(Hub hub) {
        Workload workload = plan.workload();
        long began = System.nanoTime();
        long quiet = options.time("quiet").toNanos();
        while (System.nanoTime() - began < QUIET_WITHIN.toNanos()) {
            pause(LOOK_EVERY);
            long last = hub.ask(() -> Math.max(began, workload.window().lastNanos()));
            if (System.nanoTime() - last > quiet && hub.ask(workload::isOver)) {
                return;
            }
        }
        progress.println("drive: not quiet within " + QUIET_WITHIN);
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriveException("interrupted");
        }
    }
}
