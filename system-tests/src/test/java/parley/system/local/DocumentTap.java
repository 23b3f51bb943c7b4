package parley.system.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import parley.gateway.FrameSchemas;
import parley.gateway.http.ContractChecks;
import parley.loadtests.client.FrameTap;

/** Holds all that clients say and hear against the documents that the running server itself serves. */
final class DocumentTap implements FrameTap {

    private static final HttpHeaders JSON =
            HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (name, value) -> true);

    private final FrameSchemas frames;
    private final ContractChecks exchanges;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final LongAdder seen = new LongAdder();

    DocumentTap(String asyncApi, String openApi) {
        frames = FrameSchemas.of(asyncApi);
        exchanges = new ContractChecks(openApi);
    }

    static DocumentTap ofServer(String address) throws IOException, InterruptedException {
        return new DocumentTap(read(address + "/asyncapi.yaml"), read(address + "/openapi.yaml"));
    }

    private static String read(String address) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(address + " -> " + response.statusCode());
        }
        return response.body();
    }

    /** What was not as documented, in words. */
    Queue<String> violations() {
        return violations;
    }

    /** How many frames and exchanges were held against the documents. */
    long seen() {
        return seen.sum();
    }

    @Override
    public void sent(String frame) {
        seen.increment();
        violations.addAll(frames.violationsOfClient(frame));
    }

    @Override
    public void received(String frame) {
        seen.increment();
        violations.addAll(frames.violationsOfServer(frame));
    }

    @Override
    public void exchanged(Exchange exchange) {
        seen.increment();
        try {
            exchanges.check(new ContractChecks.Exchange(
                    exchange.method(),
                    URI.create(exchange.path()),
                    JSON,
                    bytes(exchange.requestBody()),
                    exchange.status(),
                    JSON,
                    bytes(exchange.responseBody())));
        } catch (AssertionError e) {
            violations.add(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(@Nullable String body) {
        return (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
    }
}
