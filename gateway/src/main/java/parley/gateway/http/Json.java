package parley.gateway.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.WireLimits;

/** Bodies in and out. Immutable and thread-safe. */
final class Json {

    private final JsonMapper mapper;

    Json(WireLimits limits) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.nestingMax())
                .build();
        mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .build();
    }

    /** @throws RequestRefused if it is not one JSON value */
    JsonNode read(byte[] body) {
        try {
            JsonNode node = mapper.readTree(body);
            if (node.isMissingNode()) {
                throw new RequestRefused(ErrorCode.BAD_FRAME, "the body is empty (expected: a JSON object)");
            }
            return node;
        } catch (IOException malformed) {
            // Not only JsonProcessingException: bytes that begin like UTF-32 and go on otherwise end in another kind.
            throw new RequestRefused(ErrorCode.BAD_FRAME, "the body is not JSON, or nested too deep");
        }
    }

    byte[] write(Object body) {
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException unexpected) {
            throw new IllegalStateException("not writable as JSON: " + body.getClass(), unexpected);
        }
    }

    HttpResponse response(int status, Object body) {
        return response(status, write(body));
    }

    static HttpResponse response(int status, byte[] json) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
    }
}
