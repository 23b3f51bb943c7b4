package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import java.time.Duration;

/** Chats are filled first, by one of their members; then people read them from the newest page back, three pages at a time. */
public final class HistorySimulation extends ParleySimulation {

    private static final int PAGES = 3;
    private static final Duration FILLED_WITHIN = Duration.ofMinutes(3);

    public HistorySimulation() {
        this(Settings.of(
                new Settings.Proposal(40, 20, 2, Duration.ofSeconds(2), Duration.ofSeconds(15)),
                new Settings.Proposal(400, 200, 2, Duration.ofSeconds(20), Duration.ofMinutes(5))));
    }

    private HistorySimulation(Settings settings) {
        super("history", settings, founder -> founder.pairs(settings.users()));
        inject(
                parley().signIn()
                        .exec(parley().act((person, now) -> fill(person, now, settings.messages())))
                        .exec(parley().settle(FILLED_WITHIN))
                        .exec(parley().repeat(1, 1, (person, intended) -> person.readHistory(PAGES, intended)))
                        .exec(parley().signOut()),
                details(Person.HISTORY).failedRequests().count().is(0L),
                details(Person.HISTORY).responseTime().percentile(99.0).lte((int)
                        settings.p99().toMillis()));
    }

    private static void fill(Person person, long now, int messages) {
        for (int i = 0; person.seat().leads() && i < messages; i++) {
            person.say(now);
        }
    }
}
