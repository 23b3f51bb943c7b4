package parley.loadtests.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.ClientRecorder;
import parley.loadtests.check.Recorder;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.WireListener;
import parley.loadtests.storm.Population;
import parley.loadtests.storm.ServiceApi;

/**
 * One run of one simulation: who takes part, when which part of it begins, where samples and recordings go. Thread-safe once {@link #begin} has
 * returned.
 */
public final class Run extends Stage {

    static final String VERDICT = "verdict.txt";
    static final String SUMMARY = "summary.txt";

    /** How long after the last word a push may still come. */
    static final Duration LAST_PUSHES = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration ALL_THERE = Duration.ofSeconds(2);

    private final String name;
    private final Settings settings;
    private final Samples samples = new Samples();
    private final ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults());
    private final HttpApi api;
    private final Recorder recorder;
    private final Map<Integer, ClientRecorder> recordings = new ConcurrentHashMap<>();
    private final AtomicInteger seated = new AtomicInteger();
    private List<String> sockets = List.of();
    private List<Seat> seats = List.of();
    private long beganMs;
    private double periodMs;
    private @Nullable Tokens tokens;
    private volatile @Nullable String disturbance;

    Run(String name, Settings settings) {
        this.name = name;
        this.settings = settings;
        this.api = new HttpApi(runtime, settings.targets(), FrameTap.NONE);
        try {
            Files.createDirectories(settings.out());
            Files.deleteIfExists(settings.out().resolve(VERDICT));
            Files.deleteIfExists(settings.out().resolve(SUMMARY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long bytes = settings.recordMegabytes() * 1024L * 1024L;
        this.recorder = new Recorder(settings.out().resolve("history"), bytes, System::nanoTime);
    }

    /** Makes users and chats, and says that the run begins now. */
    void begin(Function<Founder, List<Circle>> circles) {
        for (int node = 0; node < settings.targets().size(); node++) {
            sockets = new ArrayList<>(sockets);
            sockets.add(URI.create(Failures.await(api.startingAt(node).socketUrl(), PATIENCE))
                    .toString());
        }
        ServiceApi service = new ServiceApi(api, settings.serviceKey(), PATIENCE);
        Population made = new Population(
                service, "g" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36));
        seats = Circle.seats(circles.apply(new Founder(made, api)), made);
        tokens = new Tokens(made, seats);
        long speaking = seats.stream().filter(seat -> !seat.chats().isEmpty()).count();
        periodMs = settings.rate() <= 0 ? Double.MAX_VALUE : 1000.0 * Math.max(1, speaking) / settings.rate();
        beganMs = System.currentTimeMillis();
        System.out.println(seats.size() + " users exist, made through the service API; the first "
                + Math.min(seats.size(), settings.recordUsers()) + " of them are under the checker.");
    }

    public String name() {
        return name;
    }

    Settings settings() {
        return settings;
    }

    HttpApi api() {
        return api;
    }

    Recorder recorder() {
        return recorder;
    }

    List<Seat> seats() {
        return seats;
    }

    public Samples samples() {
        return samples;
    }

    @Override
    public long now() {
        return samples.now();
    }

    /** When all have had the time to connect. */
    public long talkBeginsMs() {
        return beganMs + settings.ramp().plus(ALL_THERE).toMillis();
    }

    /** When nobody says anything more. */
    public long talkEndsMs() {
        return talkBeginsMs() + settings.duration().toMillis();
    }

    /** Some time within the jitter. */
    public long randomJitterMs() {
        return ThreadLocalRandom.current().nextLong(1 + settings.jitter().toMillis());
    }

    @Override
    String socket(int node) {
        return sockets.get(Math.floorMod(node, sockets.size()));
    }

    /** The next user. Virtual users beyond the seats there are would be a mistake of the simulation. */
    Person sitDown() {
        Seat seat = seats.get(seated.getAndIncrement());
        return new Person(seat, this, recordingOf(seat));
    }

    /** A token that was made a moment ago. */
    String freshToken(Seat seat) {
        Tokens known = tokens;
        return known == null ? seat.token() : known.fresh(seat);
    }

    @Override
    Tokens.Token token(Seat seat) {
        Tokens known = tokens;
        return known == null ? new Tokens.Token(seat.token(), beganMs) : known.of(seat);
    }

    private FrameTap recordingOf(Seat seat) {
        if (!isRecorded(seat)) {
            return FrameTap.NONE;
        }
        return recordings
                .computeIfAbsent(seat.number(), number -> recorder.client(seat.user(), WireListener.NONE))
                .tap();
    }

    /** Whole circles: what is said in a recorded chat is all recorded. */
    boolean isRecorded(Seat seat) {
        return seat.lastOfCircle() < settings.recordUsers();
    }

    /** The moment at which so much of the duration is over. */
    long momentMs(double part) {
        return talkBeginsMs() + (long) (settings.duration().toMillis() * part);
    }

    void beginRhythm(Person person, double share, double untilPart, Rhythm.Beat beat) {
        double period = periodMs / share;
        double first =
                Math.max(now(), talkBeginsMs()) + ThreadLocalRandom.current().nextDouble() * period;
        person.rhythm().begin(beat, first, period, momentMs(untilPart));
    }

    @Override
    void ok(String line, long fromMs, long toMs) {
        samples.ok(name, line, fromMs, toMs);
    }

    @Override
    void failed(String line, long fromMs, long toMs, String reason) {
        samples.failed(name, line, fromMs, toMs, reason);
    }

    @Override
    void delivered(long intendedMs, long atMs) {
        samples.ok(name, Person.DELIVERY, intendedMs, atMs);
    }

    /** While nodes are stopped that may happen. */
    @Override
    void notPushed(long intendedMs, long readMs) {
        if (isDisturbed()) {
            samples.ok(name, Person.DELIVERY, intendedMs, readMs);
        } else {
            samples.failed(name, Person.DELIVERY, intendedMs, readMs, "not pushed: found by reading");
        }
    }

    /** From now on something is done to the servers, or to the connections. */
    void disturb(String what) {
        disturbance = what;
        recorder.faultBegins(what);
    }

    void calm(String what) {
        recorder.faultEnds(what);
    }

    @Override
    boolean isDisturbed() {
        return disturbance != null;
    }

    void close() {
        Tokens known = tokens;
        if (known != null) {
            known.close();
        }
        recorder.close();
        runtime.close();
    }
}
