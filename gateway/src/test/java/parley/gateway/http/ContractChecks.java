package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** Holds exchanges against openapi.yaml and remembers which of its operations they used. Thread-safe. */
public final class ContractChecks {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final OpenApiInteractionValidator validator;
    private final Map<String, String> operations = new TreeMap<>();
    private final Set<String> used = new ConcurrentSkipListSet<>();

    ContractChecks() {
        this(resource("docs/openapi.yaml"));
    }

    /** Made from the text of the OpenAPI document. */
    public ContractChecks(String text) {
        validator = OpenApiInteractionValidator.createForInlineApiSpecification(text)
                .build();
        try {
            JsonNode paths = new YAMLMapper().readTree(text).get("paths");
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    if (METHODS.contains(operation.getKey())) {
                        String method = operation.getKey().toUpperCase(Locale.ROOT);
                        operations.put(
                                method + " " + path.getKey(),
                                operation.getValue().get("operationId").textValue());
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What was asked and answered. */
    public record Exchange(
            String method,
            URI uri,
            HttpHeaders requestHeaders,
            byte[] body,
            int status,
            HttpHeaders headers,
            byte[] answer) {}

    /** Method and path template of every documented operation, and its id. */
    Map<String, String> operations() {
        return operations;
    }

    Set<String> used() {
        return used;
    }

    /** Answers must be as documented always; requests whenever they were answered with success. */
    public void check(Exchange exchange) {
        String path = exchange.uri().getPath();
        operations.keySet().stream()
                .filter(operation -> matches(operation, exchange.method(), path))
                .min(Comparator.comparing((String operation) -> operation.contains("{")))
                .ifPresent(operation -> {
                    used.add(operations.get(operation));
                    SimpleResponse response = response(exchange);
                    ValidationReport report = exchange.status() < 300
                            ? validator.validate(request(exchange), response)
                            : validator.validateResponse(
                                    operation.substring(operation.indexOf(' ') + 1), method(exchange), response);
                    assertThat(report.getMessages().stream().map(Message::toString))
                            .as("%s %s -> %d", exchange.method(), exchange.uri(), exchange.status())
                            .isEmpty();
                });
    }

    private static boolean matches(String operation, String method, String path) {
        String template = operation.substring(operation.indexOf(' ') + 1);
        String pattern = "\\Q" + template.replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q") + "\\E";
        return operation.startsWith(method + " ") && Pattern.matches(pattern, path);
    }

    private static com.atlassian.oai.validator.model.Request.Method method(Exchange exchange) {
        return com.atlassian.oai.validator.model.Request.Method.valueOf(exchange.method());
    }

    private static SimpleRequest request(Exchange exchange) {
        SimpleRequest.Builder builder =
                new SimpleRequest.Builder(exchange.method(), exchange.uri().getPath());
        exchange.requestHeaders().map().forEach(builder::withHeader);
        String query = exchange.uri().getQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                builder.withQueryParam(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return exchange.body().length == 0
                ? builder.build()
                : builder.withBody(exchange.body()).build();
    }

    private static SimpleResponse response(Exchange exchange) {
        SimpleResponse.Builder builder = new SimpleResponse.Builder(exchange.status());
        List<String> types = exchange.headers().allValues("Content-Type");
        if (exchange.answer().length > 0 && !types.isEmpty()) {
            builder.withContentType(types.get(0)).withBody(exchange.answer());
        }
        return builder.build();
    }

    static String resource(String name) {
        try (InputStream stream = ContractChecks.class.getClassLoader().getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
