package parley.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds frames against the AsyncAPI document. Made from what a running server serves, or from the file it serves. The schemas are
 * taken as closed: a field that is not documented is an error, although clients ignore it. Thread-safe.
 */
public final class FrameSchemas {

    private static final String RESOURCE = "/docs/asyncapi.yaml";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private final JsonMapper json = new JsonMapper();
    private final JsonNode components;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private FrameSchemas(JsonNode document) {
        this.components = document.get("components");
        components.get("schemas").forEach(FrameSchemas::close);
    }

    public static FrameSchemas fromClasspath() {
        try (InputStream yaml = FrameSchemas.class.getResourceAsStream(RESOURCE)) {
            return new FrameSchemas(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made from the text of the AsyncAPI document. */
    public static FrameSchemas of(String yaml) {
        try {
            return new FrameSchemas(new YAMLMapper().readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a frame of a client; empty when it is as documented. */
    public List<String> violationsOfClient(String frame) {
        return violations("client.", frame);
    }

    /** What is wrong with a frame of the server; empty when it is as documented. */
    public List<String> violationsOfServer(String frame) {
        return violations("server.", frame);
    }

    /** The types of frames that are documented for {@code client} or {@code server}. */
    public Set<String> types(String side) {
        Set<String> types = new TreeSet<>();
        Iterator<String> names = components.get("schemas").fieldNames();
        names.forEachRemaining(name -> {
            if (name.startsWith(side + ".")) {
                types.add(name.substring(side.length() + 1));
            }
        });
        return types;
    }

    public JsonNode enumOf(String schema) {
        return components.get("schemas").get(schema).get("enum");
    }

    private List<String> violations(String side, String frame) {
        JsonNode tree;
        try {
            tree = json.readTree(frame);
        } catch (JsonProcessingException e) {
            return List.of("not JSON: " + frame);
        }
        String name = side + tree.path("type").asText();
        if (!components.get("schemas").has(name)) {
            return List.of("no schema " + name + ": " + frame);
        }
        return schemas.computeIfAbsent(name, this::schema).validate(tree).stream()
                .map(Error::toString)
                .map(error -> error + " in " + frame)
                .toList();
    }

    private Schema schema(String name) {
        ObjectNode root = json.createObjectNode();
        root.set("components", components);
        root.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + name);
        return REGISTRY.getSchema(root);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("type").asText().equals("object")) {
            object.put("additionalProperties", false);
        }
        schema.path("oneOf").forEach(FrameSchemas::close);
    }
}
