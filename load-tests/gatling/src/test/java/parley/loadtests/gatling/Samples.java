package parley.loadtests.gatling;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.commons.util.Clock;
import io.gatling.core.action.Action;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List;

/**
 * Adds lines of our own to Gatling's statistics: a request with a beginning and an end that we say. Gatling's public API measures only what
 * happens between a step and its check, on the connection of the step; a delivery begins at the sender and ends at somebody else. What
 * Gatling's own protocols and its plug-ins log to is the {@code StatsEngine}, which the scenario hands to the actions it builds. Thread-safe.
 */
final class Samples {

    private static final int REASON_CHARS = 200;

    private record Engine(StatsEngine stats, Clock clock) {}

    private final Summary summary = new Summary();
    private volatile @Nullable Engine engine;

    /** A step that does nothing: while Gatling builds the scenario, it tells where samples go. To be part of every scenario. */
    ActionBuilder step() {
        return () -> new io.gatling.core.action.builder.ActionBuilder() {
            @Override
            public Action build(ScenarioContext context, Action next) {
                engine = new Engine(
                        context.coreComponents().statsEngine(),
                        context.coreComponents().clock());
                return next;
            }
        };
    }

    /** Epoch milliseconds by the clock of which Gatling's own times are, that of arrivals among them. */
    long now() {
        Engine known = engine;
        return known == null ? System.currentTimeMillis() : known.clock.nowMillis();
    }

    void ok(String scenario, String line, long fromMs, long toMs) {
        log(scenario, line, fromMs, toMs, OK$.MODULE$, null);
        summary.ok(line, Math.max(0, toMs - fromMs));
    }

    /** @param reason stands in the report's table of errors, which counts equal ones: without ids and numbers */
    void failed(String scenario, String line, long fromMs, long toMs, String reason) {
        log(scenario, line, fromMs, toMs, KO$.MODULE$, reason);
        summary.failed(line);
    }

    Summary summary() {
        return summary;
    }

    private void log(String scenario, String line, long fromMs, long toMs, Status status, @Nullable String reason) {
        Engine known = engine;
        if (known == null) {
            throw new IllegalStateException("no statistics (expected: the step is part of a scenario that runs)");
        }
        Option<String> message =
                Option.apply(reason == null ? null : reason.substring(0, Math.min(REASON_CHARS, reason.length())));
        known.stats.logResponse(
                scenario,
                List.<String>newBuilder().result(),
                line,
                fromMs,
                Math.max(fromMs, toMs),
                status,
                Option.empty(),
                message);
    }
}
