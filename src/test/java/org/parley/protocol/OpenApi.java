package org.parley.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The published description of REST, which requests that were accepted, and all answers, are held against. A field of an
 * answer that its schema does not name is a violation. Thread-safe.
 */
final class OpenApi implements ChatClientAccount.Wire {
    private static final Path DOCUMENT = Path.of("src/main/resources/META-INF/openapi.yaml");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    /** With these, servers refuse in their own words what never gets to an application. */
    private static final Set<Integer> BY_THE_SERVER = Set.of(400, 413, 414, 431);

    private final JsonNode ofRequests;
    private final JsonNode ofAnswers;
    private final Map<String, Pattern> operations = new TreeMap<>();
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    private final Violations violations = new Violations();

    private OpenApi(JsonNode document) {
        ofRequests = withJsonSchemas(document, false);
        ofAnswers = withJsonSchemas(document, true);
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        String operation = method.toUpperCase(Locale.ROOT) + ' ' + path.getKey();
                        operations.put(
                                operation,
                                Pattern.compile(PARAMETER.matcher(operation).replaceAll("[^/]+")));
                    }
                }));
    }

    static OpenApi read() {
        try {
            LoaderOptions strict = new LoaderOptions();
            strict.setAllowDuplicateKeys(false);
            return new OpenApi(
                    ChatClientAccount.JSON.valueToTree(new Yaml(strict).<Object>load(Files.readString(DOCUMENT))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Schemas of OpenAPI 3.0 are JSON Schema, but for {@code nullable}; closed ones allow only fields that they name. */
    private static JsonNode withJsonSchemas(JsonNode node, boolean closed) {
        if (node.isArray()) {
            ArrayNode items = ChatClientAccount.JSON.createArrayNode();
            node.forEach(item -> items.add(withJsonSchemas(item, closed)));
            return items;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode schema = ChatClientAccount.JSON.createObjectNode();
        node.fields().forEachRemaining(field -> schema.set(field.getKey(), withJsonSchemas(field.getValue(), closed)));
        if (closed && schema.has("properties") && !schema.has("allOf") && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        if (!schema.path("nullable").asBoolean()) {
            return schema;
        }
        schema.remove("nullable");
        ObjectNode either = ChatClientAccount.JSON.createObjectNode();
        either.putArray("anyOf").add(schema).addObject().put("type", "null");
        return either;
    }

    /** Returns each operation, such as {@code GET /api/users/{user}}. */
    Set<String> operations() {
        return operations.keySet();
    }

    /** Returns the operation that such a request is for: the one that is most like it. */
    Optional<String> operation(String method, String path) {
        String request = method + ' ' + path;
        return operations.entrySet().stream()
                .filter(operation -> operation.getValue().matcher(request).matches())
                .map(Map.Entry::getKey)
                .max(Comparator.comparingInt(
                        operation -> PARAMETER.matcher(operation).replaceAll("").length()));
    }

    @Override
    public void exchanged(HttpRequest request, String body, Answer answer) {
        String path = request.uri().getPath();
        if (!path.startsWith("/api/")) {
            return;
        }
        String answered = ", " + answer.status() + " to " + request.method() + ' ' + request.uri();
        Optional<String> operation = operation(request.method(), path);
        if (mediaType(answer).equals(PROBLEM)) {
            check(PROBLEM, ofAnswers, ofAnswers.at("/components/schemas/Problem"), answer.body(), answered);
        }
        if (operation.isPresent()) {
            checkAnswer(operation.get(), answer, answered);
        } else if (answer.status() < 400) {
            violations.add("The operation is not documented" + answered);
        }
        boolean json = request.headers().firstValue("Content-Type").orElse("").equals(JSON);
        if (operation.isPresent() && answer.status() / 100 == 2 && json && body != null) {
            checkRequest(operation.get(), body, answered);
        }
    }

    private void checkAnswer(String operation, Answer answer, String answered) {
        JsonNode responses = find(ofAnswers, operation).get("responses");
        String status = Integer.toString(answer.status());
        boolean named = responses.has(status) || answer.status() < 400;
        JsonNode response = resolve(responses.path(named ? status : "default"));
        JsonNode content = response.path("content");
        String type = mediaType(answer);
        if (response.isMissingNode()) {
            violations.add("The status is not documented" + answered);
        } else if (!isDocumented(content, type, answer.body())) {
            if (!BY_THE_SERVER.contains(answer.status())) {
                violations.add("A body of the type '" + type + "' is not documented" + answered);
            }
        } else if (content.has(JSON) && type.equals(JSON)) {
            JsonNode schema = content.get(JSON).get("schema");
            check(operation + ' ' + status, ofAnswers, schema, answer.body(), answered);
        }
    }

    private static boolean isDocumented(JsonNode content, String type, String body) {
        return body.isEmpty() ? content.isEmpty() : content.has(type) || content.has("*/*");
    }

    private void checkRequest(String operation, String body, String answered) {
        JsonNode schema = find(ofRequests, operation)
                .path("requestBody")
                .path("content")
                .path(JSON)
                .path("schema");
        if (schema.isMissingNode()) {
            violations.add("A body of the request is not documented" + answered);
        } else {
            check(operation, ofRequests, schema, body, " in the request" + answered);
        }
    }

    private void check(String name, JsonNode document, JsonNode schema, String body, String where) {
        JsonSchema compiled = schemas.computeIfAbsent(name, none -> {
            ObjectNode root = ChatClientAccount.JSON.createObjectNode();
            root.set("components", document.get("components"));
            root.putArray("allOf").add(schema);
            return SCHEMAS.getSchema(root);
        });
        violations.check(compiled, ChatClientAccount.parse(body), where + ": " + body);
    }

    private static JsonNode find(JsonNode document, String operation) {
        String[] parts = operation.split(" ");
        return document.get("paths").get(parts[1]).get(parts[0].toLowerCase(Locale.ROOT));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? ofAnswers.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Without its parameters. */
    private static String mediaType(Answer answer) {
        return answer.header("Content-Type").split(";", 2)[0].strip();
    }

    List<String> takeViolations() {
        return violations.take();
    }
}
