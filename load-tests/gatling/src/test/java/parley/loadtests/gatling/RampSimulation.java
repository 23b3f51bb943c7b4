package parley.loadtests.gatling;

import io.gatling.javaapi.core.CoreDsl;
import java.time.Duration;

/** Connections come up at a steady rate and stay; a few words now and then show that they are alive. */
public final class RampSimulation extends ParleySimulation {

    public RampSimulation() {
        this(Settings.of(
                new Settings.Proposal(300, 10, 2, Duration.ofSeconds(10), Duration.ofSeconds(10)),
                new Settings.Proposal(10_000, 100, 2, Duration.ofMinutes(2), Duration.ofMinutes(3), 1_000)));
    }

    private RampSimulation(Settings settings) {
        super("ramp", settings, founder -> founder.pairs(settings.users()));
        inject(
                parley().signIn().exec(parley().talk()).exec(parley().signOut()),
                and(
                        messagesArrive(),
                        CoreDsl.details(Person.SIGN_IN).failedRequests().count().is(0L)));
    }
}
