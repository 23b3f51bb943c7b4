package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The protocol as steps of a Gatling scenario. Every scenario begins with {@link #signIn} and ends with {@link #signOut}; between them a user
 * {@link #talk talks}, {@link #act acts} or {@link #listen listens}. While a step lasts, the user hears what the server says, keeps its
 * connection alive, asks for what it lacks, sends again what was refused for the moment, and comes back when the connection is lost.
 *
 * <p>Every inbound frame is heard with the time at which it arrived: Gatling keeps frames that no check waits for, and hands them to {@code
 * processUnmatchedMessages}. It forgets what it kept whenever a frame is sent, and while a check waits it keeps nothing; so no step here has a check, and
 * each sending is preceded by a hearing, between which nothing can arrive, for both run in one go on the user's event loop.
 */
public final class Parley {

    private static final String PERSON = "person";
    private static final long TICK_MS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SIGN_OUT_WITHIN = Duration.ofSeconds(15);

    private final Run run;

    Parley(Run run) {
        this.run = run;
    }

    /** The user of a session. */
    public static Person person(Session session) {
        return session.<Person>get(PERSON);
    }

    /** Takes the next seat, connects, says hello, and waits until everything that the chats have is there. */
    public ChainBuilder signIn() {
        return exec(run.samples().step())
                .exec(session -> session.set(PERSON, run.sitDown()))
                .exec(during(
                        "signing in",
                        session -> PATIENCE.toMillis(),
                        session -> person(session).isCurrent()));
    }

    /** Says its part of the run's rate from when all are there until the run's duration is over. */
    public ChainBuilder talk() {
        return repeat(1, 1, Person::say);
    }

    /**
     * Does something again and again, at its part of so many times the run's rate, until so much of the run's duration is over. When it is to
     * be done is settled beforehand (open model): latency counts from then.
     */
    public ChainBuilder repeat(double share, double untilPart, BiConsumer<Person, Long> beat) {
        return act((person, now) -> run.beginRhythm(person, share, untilPart, beat::accept))
                .exec(listenUntil(() -> run.momentMs(untilPart)));
    }

    /** Does something once, such as {@code person.say(chat, now)}; what comes of it is heard in the steps that follow. */
    public ChainBuilder act(BiConsumer<Person, Long> act) {
        return exec(session -> {
            act.accept(person(session), run.now());
            return session;
        });
    }

    /** Hears what comes. */
    public ChainBuilder listen(Duration time) {
        return during("listening", session -> time.toMillis(), session -> false);
    }

    /** Hears what comes until a moment, in epoch milliseconds. */
    public ChainBuilder listenUntil(LongSupplier moment) {
        return during("listening", session -> moment.getAsLong() - run.now(), session -> false);
    }

    /** Waits until all that was said is answered and everything is there, at most so long. */
    public ChainBuilder settle(Duration atMost) {
        return during(
                "settling",
                session -> atMost.toMillis(),
                session -> person(session).isCurrent() && person(session).isAnswered());
    }

    /** Hears what comes until something is so, at most so long. */
    public ChainBuilder listenUntil(BooleanSupplier so, Duration atMost) {
        return during("listening", session -> atMost.toMillis(), session -> so.getAsBoolean());
    }

    /** Closes the connection and comes back within the run's jitter. */
    public ChainBuilder cut() {
        return act((person, now) -> person.hangUp(run.randomJitterMs()));
    }

    /** Waits for the last answers, asks once more for all that its chats have, says what did not come, and hangs up. */
    public ChainBuilder signOut() {
        return exec(settle(SIGN_OUT_WITHIN))
                .exec(act((person, now) -> person.askForAll()))
                .exec(listen(Duration.ofMillis(2 * TICK_MS)))
                .exec(settle(SIGN_OUT_WITHIN))
                .exec(listen(Run.LAST_PUSHES))
                .exec(act((person, now) -> person.end()))
                .exec(doIf(session -> session.contains(Lines.SOCKET)).then(hangUp(Lines.SOCKET)))
                .exec(doIf(session -> session.contains(Lines.OTHER_SOCKET)).then(hangUp(Lines.OTHER_SOCKET)));
    }

    /** Ticks until the time is over or something is so. */
    private ChainBuilder during(String what, ToLongFunction<Session> time, Predicate<Session> done) {
        String deadline = what + " until";
        return exec(session -> session.set(deadline, run.now() + time.applyAsLong(session)))
                .exec(asLongAs(session -> run.now() < session.getLong(deadline) && !done.test(session))
                        .on(exec(tick())
                                .exec(pause(session -> Duration.ofMillis(
                                        person(session).rhythm().untilNext(run.now(), TICK_MS))))));
    }

    private static ChainBuilder tick() {
        return exec(tend(Lines.SOCKET)).exec(tend(Lines.OTHER_SOCKET)).exec(connect());
    }

    private static ChainBuilder tend(String socket) {
        return doIf(session -> session.contains(socket))
                .then(exec(turn(socket))
                        .exec(doIf(session -> session.isFailed()
                                        || person(session).lines().wantsToHangUp(socket))
                                .then(hangUp(socket))));
    }

    private static ChainBuilder turn(String socket) {
        return exec(hear(socket))
                .exec(asLongAs(session -> person(session).lines().hasFrame(socket) && !session.isFailed())
                        .on(exec(hear(socket))
                                .exec(ws("frame", socket)
                                        .sendText(session ->
                                                person(session).lines().nextFrame(socket)))));
    }

    private static ChainBuilder hear(String socket) {
        return exec(ws.processUnmatchedMessages(socket, (messages, session) -> {
            person(session).turn(socket, messages);
            return session;
        }));
    }

    private static ChainBuilder connect() {
        return doIf(session -> person(session).lines().mayConnect())
                .then(exec(session -> {
                            person(session).lines().connecting();
                            return session.markAsSucceeded();
                        })
                        .exec(ws("connect")
                                .wsName(session -> person(session).lines().opening().socket)
                                .connect(session -> person(session).lines().opening().url))
                        .exec(session -> {
                            String socket = person(session).lines().opening().socket;
                            if (session.isFailed()) {
                                person(session).closed(socket);
                                return session.markAsSucceeded().remove(socket);
                            }
                            person(session).opened(socket);
                            return session;
                        }));
    }

    private static ChainBuilder hangUp(String socket) {
        return exec(session -> {
                    boolean broken = session.isFailed();
                    person(session).closed(socket);
                    return broken ? session.remove(socket).markAsSucceeded() : session;
                })
                .exec(doIf(session -> session.contains(socket))
                        .then(exec(ws("close", socket).close())))
                .exec(session -> session.remove(socket).markAsSucceeded());
    }
}
