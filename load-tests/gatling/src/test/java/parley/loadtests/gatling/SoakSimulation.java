package parley.loadtests.gatling;

import java.time.Duration;

/** The same moderate load for a long time: what leaks, grows or tires shows in the curves. The checker looks at some of the chats. */
public final class SoakSimulation extends ParleySimulation {

    public SoakSimulation() {
        this(Settings.of(
                new Settings.Proposal(60, 20, 10, Duration.ofSeconds(3), Duration.ofSeconds(30)),
                new Settings.Proposal(500, 50, 10, Duration.ofMinutes(1), Duration.ofHours(4), 100)));
    }

    private SoakSimulation(Settings settings) {
        super("soak", settings, founder -> founder.villages(settings.users(), settings.groupSize()));
        inject(parley().signIn().exec(parley().talk()).exec(parley().signOut()), messagesArrive());
    }
}
