package parley.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What a collector is to nodes: takes spans over OTLP and HTTP, and keeps them. Closed, it refuses connections. */
public final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();

    /** A span, and the node that told of it. */
    public record Received(String node, String service, Span span) {

        public String name() {
            return span.getName();
        }

        public String trace() {
            return hex(span.getTraceId().toByteArray());
        }

        public String id() {
            return hex(span.getSpanId().toByteArray());
        }

        /** Empty of a root. */
        public String parent() {
            return hex(span.getParentSpanId().toByteArray());
        }

        public String text(String attribute) {
            return attributes(span.getAttributesList()).getOrDefault(attribute, "");
        }

        private static String hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    public static OtlpReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OtlpReceiver receiver = new OtlpReceiver(server);
        server.createContext("/v1/traces", receiver::take);
        server.start();
        return receiver;
    }

    /** As {@code OTEL_EXPORTER_OTLP_ENDPOINT} has it. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Received> spans() {
        return List.copyOf(received);
    }

    /** Everything that was ever told, as text. */
    public String everything() {
        return String.join("\n", texts);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            texts.add(request.toString());
            request.getResourceSpansList().forEach(this::keep);
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ResourceSpans spans) {
        Map<String, String> resource = attributes(spans.getResource().getAttributesList());
        spans.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Received(
                        resource.getOrDefault("service.instance.id", ""),
                        resource.getOrDefault("service.name", ""),
                        span))
                .forEach(received::add);
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        each -> each.getValue().hasIntValue()
                                ? Long.toString(each.getValue().getIntValue())
                                : each.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
