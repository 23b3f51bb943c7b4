package parley.loadtests.gatling;

import java.time.Duration;

/** Groups of 10, 100 or 1,000 (the property {@code group-size}), in which everybody speaks now and then and everybody hears it. */
public final class GroupsSimulation extends ParleySimulation {

    public GroupsSimulation() {
        this(Settings.of(
                new Settings.Proposal(200, 10, 100, Duration.ofSeconds(5), Duration.ofSeconds(15)),
                new Settings.Proposal(2_000, 50, 1_000, Duration.ofSeconds(30), Duration.ofMinutes(5))));
    }

    private GroupsSimulation(Settings settings) {
        super("groups", settings, founder -> founder.groups(settings.users(), settings.groupSize()));
        inject(parley().signIn().exec(parley().talk()).exec(parley().signOut()), messagesArrive());
    }
}
