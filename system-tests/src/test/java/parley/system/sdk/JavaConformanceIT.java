package parley.system.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import parley.sdk.conformance.Driver;
import parley.sdk.conformance.Mutation;
import parley.sdk.conformance.Mutations;
import parley.server.NodeProgram;

/** What docs/protocol.md asks of a client, asked of the Java SDK; and whether who asks would notice. */
class JavaConformanceIT {

    private static final Path SOURCES = NodeProgram.SDK.resolve("java/src/main/java");
    /** Rules of section 4. */
    private static final int RULES = 9;

    private static final int AT_ONCE = 6;
    /** A client that is whole needs far less; one that is broken is waited for as long. */
    private static final String PATIENCE_MS = "2500";
    /** A machine with much else to do can hide a fault that is one of time: it is looked for so often. */
    private static final int TRIES = 3;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfTheProtocol() throws Exception {
        List<JsonNode> results = play(List.of(), JavaProgram.classPath());

        assertThat(results).hasSizeGreaterThan(RULES);
        return results.stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.get("case").asText() + ": " + result.get("says").asText(),
                        () -> assertThat(failure(result)).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> noticesEachRuleThatIsBrokenOnPurpose() throws Exception {
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<String>> plays = new ArrayList<>();
            for (Mutation mutation : Mutations.ALL) {
                Path broken = folder.resolve("mutant-" + plays.size());
                plays.add(() -> seen(mutation, broken));
            }
            List<Future<String>> seen = players.invokeAll(plays);

            return IntStream.range(0, seen.size())
                    .mapToObj(i -> DynamicTest.dynamicTest(
                            Mutations.ALL.get(i).breaks() + ", in "
                                    + Mutations.ALL.get(i).seenBy(),
                            () -> assertThat(seen.get(i).get()).isNotEmpty()));
        } finally {
            players.shutdownNow();
        }
    }

    @Test
    void breaksEachRuleOnPurpose() {
        for (int rule = 1; rule <= RULES; rule++) {
            String name = "rule " + rule + ":";
            assertThat(Mutations.ALL).anyMatch(mutation -> mutation.breaks().startsWith(name));
        }
    }

    /**
     * Of a case that failed: what is wrong when it is played by itself, and slower. Time passes 20 times as fast as outside: a machine with much
     * else to do can make a whole client late by that.
     */
    private static String failure(JsonNode result) throws IOException {
        if (result.get("failure").asText().isEmpty()) {
            return "";
        }
        List<String> options = List.of(
                "--speed",
                "5",
                "--patience",
                "60000",
                "--case",
                result.get("case").asText());
        return play(options, JavaProgram.classPath()).get(0).get("failure").asText();
    }

    /** What the suite found wrong with a client that breaks a rule; empty when nothing. */
    private static String seen(Mutation mutation, Path broken) throws Exception {
        mutation.plant(SOURCES, JavaProgram.classPath(), broken);
        String found = "";
        for (int tries = 0; tries < TRIES && found.isEmpty(); tries++) {
            List<String> options = List.of("--patience", PATIENCE_MS, "--case", mutation.seenBy());
            found = play(options, broken + File.pathSeparator + JavaProgram.classPath())
                    .get(0)
                    .get("failure")
                    .asText();
        }
        return found;
    }

    private static List<JsonNode> play(List<String> options, String classPath) throws IOException {
        List<String> words = new ArrayList<>(List.of("conformance/run.js", "--json"));
        words.addAll(options);
        words.add("--");
        words.addAll(JavaProgram.command(classPath, Driver.class.getName()));
        String output =
                NodeProgram.run(NodeProgram.SDK, words.toArray(String[]::new)).output();
        List<JsonNode> results = new ArrayList<>();
        for (String line : output.lines().toList()) {
            assertThat(line).as(output).startsWith("{");
            results.add(new ObjectMapper().readTree(line));
        }
        assertThat(results).as(output).isNotEmpty();
        return results;
    }
}
