package parley.loadtests.gatling;

import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;

/**
 * A day: people talk two and two and in a group, little in the morning and the evening and much at noon, say what they have read, look into what was
 * said before, and every fifth goes away and comes back between the parts of the day.
 */
public final class MixedDaySimulation extends ParleySimulation {

    private static final double[] DAY = {0.3, 1.0, 0.6, 1.2, 0.2};

    public MixedDaySimulation() {
        this(Settings.of(
                new Settings.Proposal(60, 40, 20, Duration.ofSeconds(3), Duration.ofSeconds(25)),
                new Settings.Proposal(1_000, 200, 20, Duration.ofSeconds(30), Duration.ofMinutes(30), 200)));
    }

    private MixedDaySimulation(Settings settings) {
        super("mixed day", settings, founder -> founder.villages(settings.users(), settings.groupSize()));
        ChainBuilder day = parley().signIn();
        for (int part = 0; part < DAY.length; part++) {
            int now = part;
            day = day.exec(parley().repeat(DAY[part], (part + 1.0) / DAY.length, Person::say))
                    .exec(parley().act((person, at) -> between(person, now, at)));
        }
        inject(day.exec(parley().signOut()), messagesArrive());
    }

    private void between(Person person, int part, long now) {
        person.markRead();
        person.readHistory(1, now);
        if (person.seat().number() % DAY.length == part) {
            person.hangUp(run().randomJitterMs() / 5);
        }
    }
}
