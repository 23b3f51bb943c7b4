package parley.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Anomaly;
import parley.loadtests.check.Checker;
import parley.loadtests.check.Expectations;
import parley.loadtests.check.Finding;
import parley.loadtests.check.History;
import parley.loadtests.check.Verdict;

/**
 * The scenario that follows all others: reads every recorded chat back, holds what was recorded against what Parley promises, and puts the
 * verdict into the report as a line of its own, with a failure for each kind of thing that is wrong.
 */
final class Judgement {

    static final String LINE = "checker";

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Run run;
    private volatile @Nullable CompletableFuture<Verdict> verdict;

    Judgement(Run run) {
        this.run = run;
    }

    PopulationBuilder population() {
        return scenario(LINE)
                .exec(run.samples().step())
                .exec(session -> {
                    long began = run.now();
                    // Not on the event loop, which has to go on.
                    verdict = CompletableFuture.supplyAsync(this::judge);
                    return session.set("began", began);
                })
                .exec(asLongAs(session -> !isDone()).on(exec(pause(LOOK_EVERY))))
                .exec(this::tell)
                .exec(this::summarise)
                .injectOpen(atOnceUsers(1));
    }

    private boolean isDone() {
        CompletableFuture<Verdict> known = verdict;
        return known != null && known.isDone();
    }

    private Verdict judge() {
        run.recorder().quiesced();
        new ReadBack(run).everything();
        run.recorder().close();
        try {
            Verdict judged = Checker.check(History.read(run.settings().out().resolve("history")), Expectations.usual());
            Files.writeString(run.settings().out().resolve(Run.VERDICT), judged.report());
            return judged;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Session tell(Session session) {
        long began = session.getLong("began");
        Verdict judged;
        try {
            judged = Objects.requireNonNull(verdict, "verdict").join();
        } catch (CompletionException e) {
            e.printStackTrace();
            run.samples().failed(LINE, LINE, began, run.now(), "no verdict: it could not be read back or checked");
            return session;
        }
        if (judged.isClean()) {
            run.samples().ok(LINE, LINE, began, run.now());
        }
        reasons(judged).forEach(reason -> run.samples().failed(LINE, LINE, began, run.now(), reason));
        return session;
    }

    private Session summarise(Session session) {
        try {
            Files.writeString(
                    run.settings().out().resolve(Run.SUMMARY),
                    run.samples().summary().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return session;
    }

    /** Each kind of thing that is wrong, how often, and an example. */
    private static List<String> reasons(Verdict verdict) {
        Map<Anomaly, Finding> examples = new LinkedHashMap<>();
        verdict.findings().forEach(finding -> examples.putIfAbsent(finding.anomaly(), finding));
        List<String> reasons = new ArrayList<>();
        for (Anomaly anomaly : Anomaly.values()) {
            if (verdict.count(anomaly) > 0) {
                reasons.add(
                        anomaly.label() + " " + verdict.count(anomaly) + " times, such as: " + examples.get(anomaly));
            }
        }
        verdict.shortfalls().forEach(shortfall -> reasons.add("too little to say so: " + shortfall));
        return reasons;
    }
}
