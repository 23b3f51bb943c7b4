package parley.loadtests.gatling;

import java.time.Duration;

/** People who talk two and two. */
public final class DirectSimulation extends ParleySimulation {

    public DirectSimulation() {
        this(Settings.of(
                new Settings.Proposal(60, 60, 2, Duration.ofSeconds(3), Duration.ofSeconds(15)),
                new Settings.Proposal(1_000, 500, 2, Duration.ofSeconds(20), Duration.ofMinutes(5))));
    }

    private DirectSimulation(Settings settings) {
        super("direct", settings, founder -> founder.pairs(settings.users()));
        inject(parley().signIn().exec(parley().talk()).exec(parley().signOut()), messagesArrive());
    }
}
