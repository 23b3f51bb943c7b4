package parley.loadtests.gatling;

import java.time.Duration;

/** One group in which everybody speaks all the time: all of it has to pass through one place of the cluster. */
public final class HotChatSimulation extends ParleySimulation {

    public HotChatSimulation() {
        this(Settings.of(
                new Settings.Proposal(10, 100, 10, Duration.ofSeconds(1), Duration.ofSeconds(15)),
                new Settings.Proposal(10, 500, 10, Duration.ofSeconds(1), Duration.ofMinutes(5))));
    }

    private HotChatSimulation(Settings settings) {
        super("hot chat", settings, founder -> founder.groups(settings.users(), settings.users()));
        inject(parley().signIn().exec(parley().talk()).exec(parley().signOut()), messagesArrive());
    }
}
