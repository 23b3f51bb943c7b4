package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.service;
import static parley.gateway.http.ApiTest.assertError;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What clients are told of the limits. */
class ConfigTest {

    private static final Pattern ROW =
            Pattern.compile("`([a-zA-Z]+)`(?:, `([a-zA-Z]+)`)?[^|]*\\| ([0-9,]+)(?:, ([0-9,]+))? \\|");

    @Test
    void tellsTheDocumentedLimits() throws IOException {
        try (ApiFixture api = new ApiFixture()) {
            JsonNode limits = api.get("/v1/config").json().path("limits");

            Map<String, Long> documented = documented();
            assertThat(new TreeSet<>(documented.keySet())).isEqualTo(names(limits));
            documented.forEach((name, value) ->
                    assertThat(limits.path(name).asLong()).as(name).isEqualTo(value));
        }
    }

    @Test
    void tellsAndKeepsLimitsThatAreSet() {
        try (ApiFixture api = new ApiFixture(
                "parley.gateway.http.limits { body-bytes-max = 100, service-users-max = 1 }",
                "parley.gateway.limits.title-units-max = 50",
                "parley.engine.chat.members-max = 150")) {
            JsonNode limits = api.get("/v1/config").json().path("limits");

            assertThat(limits.path("bodyBytes").asInt()).isEqualTo(100);
            assertThat(limits.path("titleUnits").asInt()).isEqualTo(50);
            assertThat(limits.path("groupMembers").asInt()).isEqualTo(150);
            assertThat(limits.path("serviceUsers").asInt()).isEqualTo(1);
            assertError(
                    api.post("/v1/sessions", "{'name':'ann','password':'" + "x".repeat(90) + "'}"), 400, "bad_frame");
            assertError(
                    api.post("/v1/service/users", "{'users':[{'name':'one'},{'name':'two'}]}", service()),
                    400,
                    "bad_frame");
        }
    }

    private static Set<String> names(JsonNode limits) {
        Set<String> names = new TreeSet<>();
        limits.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, Long> documented() throws IOException {
        String text = Files.readString(Path.of("../docs/protocol.md"));
        String section = text.substring(text.indexOf("### 2.11 Limits"), text.indexOf("## 3. The HTTP API"));
        Map<String, Long> limits = new TreeMap<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            boolean two = row.group(2) != null;
            String values = row.group(4) == null ? row.group(3) : row.group(3) + ", " + row.group(4);
            String[] each = two ? values.split(", ") : new String[] {values};
            limits.put(row.group(1), Long.parseLong(each[0].replace(",", "")));
            if (two) {
                limits.put(row.group(2), Long.parseLong(each[1].replace(",", "")));
            }
        }
        return limits;
    }
}
