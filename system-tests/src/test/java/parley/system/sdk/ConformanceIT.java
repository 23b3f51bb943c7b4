package parley.system.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import parley.server.NodeProgram;
import parley.server.NodeProgram.Outcome;

/** What docs/protocol.md asks of a client, asked of the JavaScript SDK; and whether who asks would notice. */
class ConformanceIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Rules of section 4. */
    private static final int RULES = 9;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfTheProtocol() throws Exception {
        List<JsonNode> results = results(NodeProgram.run(
                NodeProgram.SDK, "conformance/run.js", "--json", "--", NodeProgram.node(), "js/conformance/driver.js"));

        return results.stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.get("case").asText() + ": " + result.get("says").asText(),
                        () -> assertThat(result.get("failure").asText()).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> noticesEachRuleThatIsBrokenOnPurpose() throws Exception {
        List<JsonNode> results = results(NodeProgram.run(NodeProgram.SDK, "js/conformance/mutants.js", "--json"));

        return results.stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.get("breaks").asText() + ", in "
                                + result.get("case").asText(),
                        () -> assertThat(result.get("failure").asText()).isEmpty()));
    }

    @Test
    void hasACaseForEachRuleAndBreaksEachOnPurpose() {
        String cases =
                NodeProgram.run(NodeProgram.SDK, "conformance/run.js", "--list").output();
        String mutations = NodeProgram.run(
                        NodeProgram.SDK.resolve("js/conformance"),
                        "--input-type=module",
                        "-e",
                        "import { MUTATIONS } from './mutations.js'; MUTATIONS.forEach(({ breaks }) => console.log(breaks));")
                .output();

        for (int rule = 1; rule <= RULES; rule++) {
            assertThat(cases).containsPattern("rules? (\\d and )?" + rule + "\\b");
            assertThat(mutations).contains("rule " + rule + ":");
        }
    }

    @Test
    void holdsWhatOnlyThisSdkPromises() {
        Outcome outcome = NodeProgram.run(NodeProgram.SDK.resolve("js"), "--test", "test/*.test.js");

        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).containsPattern("pass [1-9]");
    }

    private static List<JsonNode> results(Outcome outcome) throws JsonProcessingException {
        List<JsonNode> results = new ArrayList<>();
        for (String line : outcome.output().lines().toList()) {
            assertThat(line).as(outcome.output()).startsWith("{");
            results.add(JSON.readTree(line));
        }
        assertThat(results).hasSizeGreaterThan(RULES);
        return results;
    }
}
