package parley.loadtests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BenchOptions OPTIONS = BenchOptions.parse("--parley", "./parley", "--warm-up", "5s");
    private static final Comparison DIRECT = Comparison.all(OPTIONS).get(0);

    @TempDir
    private Path folder;

    private final List<Comparison.Server> ran = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path file;
    private int failAt;
    private boolean ok;

    @BeforeEach
    void nothingRan() {
        file = folder.resolve("deep/results.jsonl");
        failAt = Integer.MAX_VALUE;
        ok = true;
    }

    @Test
    void runsInTheOrderABBA() {
        List<Pairs.Pair> pairs = run(4);

        assertThat(ran)
                .map(Enum::name)
                .map(name -> name.substring(0, 1))
                .containsExactly("P", "E", "E", "P", "P", "E", "E", "P");
        assertThat(pairs).allSatisfy(pair -> {
            assertThat(pair.one().path("server").path("cpuSeconds").asDouble()).isEqualTo(1);
            assertThat(pair.other().path("server").path("cpuSeconds").asDouble())
                    .isEqualTo(3);
        });
    }

    @Test
    void goesOnWhereItWasInterrupted() throws IOException {
        failAt = 3;
        assertThatThrownBy(() -> run(2)).hasMessage("power cut");
        assertThat(ran).hasSize(3);
        ran.clear();
        failAt = Integer.MAX_VALUE;

        assertThat(run(2)).hasSize(2);
        assertThat(ran).containsExactly(Comparison.Server.EJABBERD, Comparison.Server.PARLEY);
        assertThat(Files.readAllLines(file)).hasSize(4);

        ran.clear();
        assertThat(run(2)).hasSize(2);
        assertThat(ran).as("all is there").isEmpty();
    }

    @Test
    void runsAgainWhatWasCutOffWhileItWasWritten() throws IOException {
        List<Pairs.Pair> unused = run(1);
        Files.writeString(file, "{\"key\":\"direct fsync=on pai", StandardOpenOption.APPEND);
        ran.clear();

        assertThat(run(1)).hasSize(1);
        assertThat(ran).isEmpty();
        assertThat(run(2)).hasSize(2);
        assertThat(ran).hasSize(2);
        assertThat(Files.readAllLines(file))
                .hasSize(4)
                .allSatisfy(line ->
                        assertThat(JSON.readTree(line).path("key").asText()).startsWith("direct fsync=on pair="));
    }

    @Test
    void otherSettingsAreOtherRuns() {
        List<Pairs.Pair> unused = run(1);
        ran.clear();
        Comparison longer = Comparison.all(BenchOptions.parse("--parley", "./parley", "--warm-up", "6s"))
                .get(0);

        List<Pairs.Pair> pairs = new Pairs(Results.in(file), this::result, out()).run(longer, "on", 1);

        assertThat(pairs).hasSize(1);
        assertThat(ran).hasSize(2);
    }

    @Test
    void theTableHasMediansRatioIntervalAndAllPairs() {
        Table table = new Table();
        table.add(DIRECT, "on", run(2));

        assertThat(table.toString().lines().skip(2))
                .containsExactly(
                        "| direct, 500 pairs, one in flight each, at saturation (fsync=on): messages/s acked and delivered"
                                + " | 6,000 | 2,000 | 3.00 | 3.00 to 3.00 | ≥ 3 | ≥ 5 | 6,000 : 2,000; 6,000 : 2,000 |",
                        "| direct, 500 pairs, one in flight each, at saturation (fsync=on): CPU µs of server and database a message"
                                + " | 10.0 | 90.0 | 0.111 | 0.111 to 0.111 | ≤ 0.33 | ≤ 0.2 | 10.0 : 90.0; 10.0 : 90.0 |");
    }

    @Test
    void aRunWithLossDoesNotCount() {
        ok = false;
        Table table = new Table();
        table.add(DIRECT, "on", run(2));

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("DOES NOT COUNT: {\"ok\":false,\"lost\":7}");
        assertThat(table.toString().lines().skip(2))
                .allSatisfy(line -> assertThat(line).contains("not comparable").endsWith("; 2 do not count |"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> BenchOptions.parse("--parley", "p", "--fsync", "maybe"))
                .hasMessage("--fsync: maybe (expected: on, off or both)");
        assertThatThrownBy(() -> BenchOptions.parse("--parley", "p", "--only", "direct,hott"))
                .hasMessageStartingWith("--only: hott (expected: of direct, latency, hot,");
        assertThatThrownBy(() -> BenchOptions.parse("--parley", "p", "--sessions", "2000"))
                .hasMessage("--sessions: 2000 (expected: two counts or more, such as 2000,10000)");
        assertThatThrownBy(() -> BenchOptions.parse("--parley", "p", "--pairs")).hasMessage("--pairs needs a value");
    }

    @Test
    void eachRowSaysHowManyUsersMustExist() {
        assertThat(Comparison.all(OPTIONS))
                .filteredOn(Comparison::isAgainstPeer)
                .extracting(row -> row.key() + " " + row.other().workload().users())
                .containsExactly(
                        "direct 1000",
                        "latency 1000",
                        "hot 10",
                        "group-100 100",
                        "group-1000 1000",
                        "memory 18000",
                        "resume 1000");
    }

    private List<Pairs.Pair> run(int pairs) {
        return new Pairs(Results.in(file), this::result, out()).run(DIRECT, "on", pairs);
    }

    private PrintStream out() {
        return new PrintStream(said, true, StandardCharsets.UTF_8);
    }

    /** Ours does three times as much for a third of the processor time. */
    private ObjectNode result(Comparison.Side side, String fsync) {
        ran.add(side.server());
        if (ran.size() == failAt) {
            throw new IllegalStateException("power cut");
        }
        boolean ours = side.server() == Comparison.Server.PARLEY;
        ObjectNode result = JSON.createObjectNode().put("spinBeforeMs", 100).put("spinAfterMs", 101);
        ObjectNode driver = result.putObject("driver");
        int rate = ours ? 6000 : 2000;
        driver.putObject("perSecond").put("acked", rate).put("delivered", rate + 10);
        driver.putObject("counts").put("acked", ours ? 180_000 : 60_000).put("delivered", 1);
        driver.putObject("verdict").put("ok", ok).put("lost", ok ? 0 : 7);
        result.putObject("server").put("cpuSeconds", ours ? 1 : 3);
        result.putObject("database").put("cpuSeconds", ours ? 0.8 : 2.4);
        return result;
    }
}
