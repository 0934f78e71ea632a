package org.parley.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.parley.testing.ChatClient;

/** The published description of the protocol, which the frames on the wire are held against. Thread-safe. */
final class AsyncApi implements ChatClient.Wire {
    private static final Path DOCUMENT = Path.of("src/main/webapp/asyncapi.json");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private final JsonNode document;
    private final Map<String, JsonSchema> fromClient;
    private final Map<String, JsonSchema> fromServer;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Violations violations = new Violations();

    private AsyncApi(JsonNode document) {
        this.document = document;
        this.fromClient = schemas("receive");
        this.fromServer = schemas("send");
    }

    static AsyncApi read() {
        try {
            return new AsyncApi(new ObjectMapper().readTree(DOCUMENT.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** The names of the messages of the operation of this action, with the schema of each one's payload. */
    private Map<String, JsonSchema> schemas(String action) {
        Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
        for (JsonNode operation : document.at("/operations")) {
            if (operation.get("action").asText().equals(action)) {
                for (JsonNode reference : operation.get("messages")) {
                    JsonNode message = resolve(resolve(reference));
                    schemas.put(message.get("name").asText(), schema(message.get("payload")));
                }
            }
        }
        return schemas;
    }

    private JsonSchema schema(JsonNode payload) {
        var schema = document.deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) schema)
                .set("allOf", new ObjectMapper().createArrayNode().add(payload));
        return SCHEMAS.getSchema(schema);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    @Override
    public void fromClient(JsonNode frame) {
        check("client", fromClient, frame);
    }

    @Override
    public void fromServer(JsonNode frame) {
        check("server", fromServer, frame);
    }

    private void check(String side, Map<String, JsonSchema> schemas, JsonNode frame) {
        String type = frame.path("type").asText();
        seen.add(side + " " + type);
        JsonSchema schema = schemas.get(type);
        if (schema == null) {
            violations.add("The " + side + "'s frame is not documented: " + frame);
            return;
        }
        violations.check(schema, frame, " in the " + side + "'s " + frame);
    }

    Set<String> documented(String side) {
        return new TreeSet<>((side.equals("client") ? fromClient : fromServer).keySet());
    }

    Set<String> seen() {
        return new TreeSet<>(seen);
    }

    List<String> takeViolations() {
        return violations.take();
    }
}
