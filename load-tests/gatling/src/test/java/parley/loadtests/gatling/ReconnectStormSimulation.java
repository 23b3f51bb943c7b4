package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import java.time.Duration;

/** While people talk, all sockets are closed at once, and all come back within the jitter and get what they missed. */
public final class ReconnectStormSimulation extends ParleySimulation {

    private static final double CUT_AFTER = 0.4;

    public ReconnectStormSimulation() {
        this(Settings.of(
                new Settings.Proposal(200, 50, 2, Duration.ofSeconds(5), Duration.ofSeconds(20)),
                new Settings.Proposal(5_000, 500, 2, Duration.ofMinutes(1), Duration.ofMinutes(3), 1_000)));
    }

    private ReconnectStormSimulation(Settings settings) {
        super("reconnect storm", settings, founder -> founder.pairs(settings.users()));
        inject(
                parley().signIn()
                        .exec(parley().repeat(1, CUT_AFTER, Person::say))
                        .exec(parley().cut())
                        .exec(parley().talk())
                        .exec(parley().signOut()),
                details(Person.ACK).failedRequests().count().is(0L),
                details(Person.DELIVERY).failedRequests().count().is(0L),
                details(Person.COME_BACK).failedRequests().count().is(0L),
                details(Person.COME_BACK).successfulRequests().count().gte((long) settings.users()));
    }
}
