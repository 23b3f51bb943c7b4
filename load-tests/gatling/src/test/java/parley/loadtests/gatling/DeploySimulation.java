package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import java.time.Duration;

/** While people talk, the nodes are stopped in order and started again, one after the other: a rolling restart. Nothing may be lost by it. */
public final class DeploySimulation extends ParleySimulation {

    private static final double BEGINS_AFTER = 0.2;
    private static final Duration DONE_WITHIN = Duration.ofMinutes(5);

    private final RollingRestart restart;

    public DeploySimulation() {
        this(Settings.of(
                new Settings.Proposal(60, 30, 2, Duration.ofSeconds(3), Duration.ofSeconds(40)),
                new Settings.Proposal(1_000, 300, 2, Duration.ofSeconds(20), Duration.ofMinutes(5))));
    }

    private DeploySimulation(Settings settings) {
        super("deploy", settings, founder -> founder.pairs(settings.users()));
        restart = new RollingRestart(run());
        inject(
                parley().signIn()
                        .exec(parley().talk())
                        .exec(parley().listenUntil(restart::isDone, DONE_WITHIN))
                        .exec(parley().signOut()),
                details(Person.ACK).failedRequests().count().is(0L),
                details(Person.DELIVERY).failedRequests().count().is(0L),
                details(RollingRestart.LINE).failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        super.before();
        restart.beginAt(run().momentMs(BEGINS_AFTER));
    }

    @Override
    public void after() {
        restart.close();
        super.after();
    }
}
