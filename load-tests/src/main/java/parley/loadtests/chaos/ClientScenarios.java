package parley.loadtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import parley.loadtests.client.Answers;
import parley.loadtests.client.Failures;
import parley.loadtests.client.Session;
import parley.loadtests.faults.Fault;
import parley.loadtests.faults.Shape;
import parley.loadtests.vandal.Outcome;
import parley.loadtests.vandal.Vandal;

/** Clients on bad networks, clients that say things twice, come and go, read nothing, or mean no good; and clocks that are wrong. */
final class ClientScenarios {

    private static final Duration LASTS = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration SKEWED = Duration.ofSeconds(15);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int FLAP_MIN_MILLIS = 100;
    private static final int FLAP_MORE_MILLIS = 900;
    private static final int TWICE = 100;
    private static final int BURST = 400;
    private static final int BURST_CHARS = 4_000;
    private static final int STORMS = 3;
    private static final int CHURNS = 60;
    private static final int CHURN_ROOM = 5;

    private ClientScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("client-flap", "connections are reset again and again", ClientScenarios::flap),
                new Scenario(
                        "bad-network",
                        "clients with 0.2 to 0.6 s of delay, in small pieces",
                        stage -> shaped(stage, "delay and pieces", badNetwork(), badNetwork())),
                new Scenario(
                        "half-open",
                        "connections stay open and carry nothing",
                        stage -> shaped(
                                stage, "silence", Shape.NONE.withBlackHole(true), Shape.NONE.withBlackHole(true))),
                new Scenario(
                        "slow-consumer", "clients read nothing while others send much", ClientScenarios::slowConsumers),
                new Scenario(
                        "duplicate-sends",
                        "messages that were acked are sent again, here and on other connections",
                        ClientScenarios::sendTwice),
                new Scenario(
                        "membership-churn", "somebody is added and removed while others talk", ClientScenarios::churn),
                new Scenario(
                        "reconnect-storm",
                        "everybody's connection is cut at once, three times",
                        ClientScenarios::storm),
                new Scenario(
                        "malformed",
                        "frames that are none, floods, half handshakes",
                        stage -> vandalise(stage, Vandal::malformed)),
                new Scenario(
                        "bad-tokens",
                        "forged, foreign and missing tokens, guessed passwords",
                        stage -> vandalise(stage, Vandal::unauthorised)),
                new Scenario(
                        "clock-skew",
                        "clocks jump five minutes ahead and back, of each node and the database",
                        ClientScenarios::skew));
    }

    private static Shape badNetwork() {
        return Shape.NONE
                .withLatency(Duration.ofMillis(200), Duration.ofMillis(400))
                .withSliceBytes(100);
    }

    private static void flap(Stage stage) throws InterruptedException {
        List<Road> roads = stage.props().allRoads();
        stage.begins("any of " + roads.size() + " clients, for " + LASTS.toSeconds() + " s");
        long until = System.nanoTime() + LASTS.toNanos();
        while (System.nanoTime() - until < 0) {
            roads.get(stage.random().nextInt(roads.size())).reset();
            stage.lasts(Duration.ofMillis(FLAP_MIN_MILLIS + stage.random().nextInt(FLAP_MORE_MILLIS)));
        }
    }

    private static void shaped(Stage stage, String what, Shape toServer, Shape toClient) throws InterruptedException {
        List<Road> roads = stage.props().allRoads();
        stage.begins(what + " for " + roads.size() + " clients, for " + LASTS.toSeconds() + " s");
        roads.forEach(road -> road.shape(toServer, toClient));
        try {
            stage.lasts(LASTS);
        } finally {
            roads.forEach(road -> road.shape(Shape.NONE, Shape.NONE));
        }
    }

    private static void slowConsumers(Stage stage) throws InterruptedException {
        List<Road> roads = stage.props().allRoads();
        List<Person> people = stage.crowd().people();
        Room hall = stage.crowd().group("a loud hall", people, null);
        Person loud = people.stream()
                .filter(person -> !stage.props().roads().containsKey(person.name()))
                .findFirst()
                .orElseThrow();
        stage.begins(roads.size() + " clients read nothing while " + BURST + " long messages come");
        roads.forEach(road -> road.shape(Shape.NONE, Shape.NONE.withBlackHole(true)));
        try {
            for (int i = 0; i < BURST; i++) {
                String text = Said.at(System.nanoTime(), stage.random()) + " " + "x".repeat(BURST_CHARS);
                Failures.await(loud.client().send(hall.chat(), text), ANSWER);
            }
        } finally {
            roads.forEach(road -> road.shape(Shape.NONE, Shape.NONE));
        }
    }

    /** The same key again, on the same connection and on another device of the same user, must be the same message. */
    private static void sendTwice(Stage stage) throws InterruptedException {
        List<Person> people = stage.crowd().people();
        Room room = stage.crowd().group("an echoing room", people.subList(0, CHURN_ROOM), null);
        Person speaker = room.members().get(0);
        stage.begins(TWICE + " messages, each three times");
        try (Person again = stage.crowd().anotherDevice(speaker)) {
            for (int i = 0; i < TWICE; i++) {
                String key = speaker.client().newKey();
                String text = Said.at(System.nanoTime(), stage.random());
                Answers.Ack first = Failures.await(speaker.client().send(room.chat(), key, text), ANSWER);
                expectSame(first, Failures.await(again.client().send(room.chat(), key, text), ANSWER));
                expectSame(first, Failures.await(speaker.client().send(room.chat(), key, text), ANSWER));
            }
        }
        stage.lasts(Duration.ofSeconds(1));
    }

    private static void expectSame(Answers.Ack first, Answers.Ack later) {
        if (!later.duplicate() || later.seq() != first.seq()) {
            throw new IllegalStateException("sent twice: acked as " + first + " and then as " + later);
        }
    }

    private static void churn(Stage stage) throws InterruptedException {
        List<Person> people = stage.crowd().some(CHURN_ROOM, stage.random());
        Person guest = people.get(CHURN_ROOM - 1);
        Room room = stage.crowd().group("a room with a door", people.subList(0, CHURN_ROOM - 1), guest);
        Person owner = room.members().get(0);
        stage.begins(CHURNS + " times in and out of a room in which others talk");
        List<CompletionStage<Answers.Ack>> said = new ArrayList<>();
        for (int i = 0; i < CHURNS; i++) {
            for (Person member : room.members()) {
                said.add(member.client().send(room.chat(), Said.at(System.nanoTime(), stage.random())));
            }
            Failures.await(owner.client().addMembers(room.chat(), List.of(guest.user())), ANSWER);
            said.add(room.members().get(1).client().send(room.chat(), Said.at(System.nanoTime(), stage.random())));
            Failures.await(owner.client().removeMember(room.chat(), guest.user()), ANSWER);
        }
        said.forEach(ack -> Failures.await(ack, ANSWER));
        Failures.await(owner.client().addMembers(room.chat(), List.of(guest.user())), ANSWER);
    }

    private static void storm(Stage stage) throws InterruptedException {
        List<Person> people = stage.crowd().people();
        stage.begins(people.size() + " connections, " + STORMS + " times");
        for (int i = 0; i < STORMS; i++) {
            people.forEach(person -> person.client().cut());
            stage.lasts(Duration.ofSeconds(5));
        }
    }

    private interface Attacks {
        List<Outcome> by(Vandal vandal) throws IOException, InterruptedException;
    }

    private static void vandalise(Stage stage, Attacks attacks) throws InterruptedException {
        RandomGenerator random = stage.random();
        String http = stage.cluster().node(stage.anyNode()).http();
        try (Person vandal = stage.crowd().newcomer(random)) {
            String socket = Failures.await(vandal.api().socketUrl(), ANSWER);
            Session session = Failures.await(vandal.client().session(), ANSWER);
            stage.begins("against " + http);
            List<Outcome> outcomes = attacks.by(new Vandal(http, socket, session.accessToken(), random));
            outcomes.stream().filter(outcome -> !outcome.fine()).findFirst().ifPresent(outcome -> {
                throw new IllegalStateException("an attack had its way: " + outcome);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void skew(Stage stage) throws InterruptedException {
        List<Props.Clock> clocks = stage.props().clocks();
        stage.begins("each of " + clocks.size() + " clocks by five minutes, ahead and behind in turn");
        for (int i = 0; i < clocks.size(); i++) {
            Fault skew = clocks.get(i).by(i % 2 == 0 ? SKEW : SKEW.negated());
            stage.cluster().begin(skew);
            stage.lasts(SKEWED);
        }
        for (Props.Clock clock : clocks) {
            stage.cluster().begin(clock.by(Duration.ZERO));
        }
    }
}
