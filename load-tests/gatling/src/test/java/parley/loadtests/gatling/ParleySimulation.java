package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A simulation of Parley: makes its users before it begins, gives each virtual user one of them, lets the checker read everything back when they
 * are gone, and fails when the checker or a limit says so.
 */
public abstract class ParleySimulation extends Simulation {

    /** Frames that are kept between two ticks: more than a node pushes before it says that a client is slow. */
    private static final int FRAMES_KEPT = 100_000;

    private final Run run;
    private final Parley parley;
    private final Function<Founder, List<Circle>> circles;

    /**
     * @param name of the scenario, as in the report
     * @param circles makes the users and their chats
     */
    protected ParleySimulation(String name, Settings settings, Function<Founder, List<Circle>> circles) {
        this.run = new Run(name, settings);
        this.parley = new Parley(run);
        this.circles = circles;
    }

    protected Run run() {
        return run;
    }

    protected Parley parley() {
        return parley;
    }

    /** Injects the users, evenly within the ramp, and lets the checker follow; the run fails unless all of this holds. */
    protected void inject(ChainBuilder life, Assertion... more) {
        int users = run.settings().users();
        PopulationBuilder population = CoreDsl.scenario(run.name())
                .exec(life)
                .injectOpen(rampUsers(users).during(run.settings().ramp().plus(Duration.ofMillis(1))))
                .andThen(new Judgement(run).population());
        List<Assertion> assertions = new ArrayList<>(List.of(more));
        assertions.add(details(Judgement.LINE).failedRequests().count().is(0L));
        assertions.add(details(Judgement.LINE).successfulRequests().count().is(1L));
        setUp(population)
                .protocols(http.wsUnmatchedInboundMessageBufferSize(FRAMES_KEPT).disableWarmUp())
                .assertions(assertions);
    }

    /** What a simulation in which messages are said asserts beside the checker's verdict. */
    protected Assertion[] messagesArrive() {
        int p99 = (int) run.settings().p99().toMillis();
        return new Assertion[] {
            details(Person.ACK).failedRequests().count().is(0L),
            details(Person.DELIVERY).failedRequests().count().is(0L),
            details(Person.DELIVERY).responseTime().percentile(99.0).lte(p99)
        };
    }

    /** One more than these. */
    protected static Assertion[] and(Assertion[] these, Assertion one) {
        Assertion[] all = Arrays.copyOf(these, these.length + 1);
        all[these.length] = one;
        return all;
    }

    @Override
    public void before() {
        run.begin(circles);
    }

    @Override
    public void after() {
        run.close();
    }
}
