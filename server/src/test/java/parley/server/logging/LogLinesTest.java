package parley.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void jsonIsOneObjectALineWithTheEventAndItsFields() throws Exception {
        String line = encode("json", "parley.engine.lease.NodeLease", "lease lost holder={} why={}", null, "n\n1", 7);

        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("event").asText()).isEqualTo("lease_lost");
        assertThat(json.path("fields").path("holder").asText()).isEqualTo("n\n1");
        assertThat(json.path("fields").path("why").isNumber()).isTrue();
        assertThat(json.path("message").asText()).isEqualTo("lease lost holder=n\n1 why=7");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("logger").asText()).isEqualTo("parley.engine.lease.NodeLease");
        assertThat(java.time.Instant.parse(json.path("time").asText())).isNotNull();
    }

    @Test
    void whatOthersLogHasNoEventAndAFailureHasItsTrace() throws Exception {
        String line = encode("json", "akka.Main", "not ours a={}", new IllegalStateException("so sad"), "b");

        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.has("event")).isFalse();
        assertThat(json.path("message").asText()).isEqualTo("not ours a=b");
        assertThat(json.path("error").asText()).startsWith("java.lang.IllegalStateException: so sad");
    }

    @Test
    void nothingIsLongerThanItMayBe() throws Exception {
        String line = encode("json", "parley.A", "big text={}", null, "x".repeat(1_000_000));

        assertThat(line.length()).isLessThan(20_000);
        assertThat(new ObjectMapper().readTree(line).path("fields").path("text").asText())
                .endsWith("x…");
    }

    @Test
    void textIsForAPerson() {
        assertThat(encode("text", "parley.A", "lease lost holder={}", null, "n1"))
                .isEqualTo("WARN lease lost holder=n1" + System.lineSeparator());
    }

    private String encode(
            String format, String logger, String template, @Nullable Throwable thrown, Object... arguments) {
        var lines = new LogLines();
        lines.setContext(context);
        lines.setFormat(format);
        lines.setPattern("%level %msg%n%nopex");
        lines.start();
        var event = new LoggingEvent("", context.getLogger(logger), Level.WARN, template, thrown, arguments);
        return new String(lines.encode(event), StandardCharsets.UTF_8);
    }
}
