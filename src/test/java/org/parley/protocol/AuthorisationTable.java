package org.parley.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.parley.testing.ChatClientAccount;

/** What the manual says about who may do what. */
record AuthorisationTable(List<Row> requests, List<Row> frames) {
    private static final Path MANUAL = Path.of("src/site/markdown/authorisation.md");
    private static final Pattern FIRST_CELL = Pattern.compile("`([^`]+)`(?: `([^`]+)`)?(?: as `([^`]+)`)?");
    private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/\\S+)");

    /**
     * A row: what is asked, and the answer for each of {@link Cast.Caller}.
     *
     * @param method of a request; or the type of a frame, whose path is empty
     */
    record Row(String method, String path, String body, String contentType, List<String> expected) {
        private static Row of(String line) {
            List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                    .map(String::strip)
                    .toList();
            Matcher first = FIRST_CELL.matcher(cells.get(0));
            if (!first.matches() || cells.size() != Cast.Caller.values().length + 1) {
                throw new IllegalArgumentException("not a row of this table: " + line);
            }
            Matcher request = REQUEST.matcher(first.group(1));
            boolean rest = request.matches();
            return new Row(
                    rest ? request.group(1) : first.group(1),
                    rest ? request.group(2) : "",
                    first.group(2) == null ? "" : first.group(2).replace("\\r\\n", "\r\n"),
                    first.group(3) == null ? "application/json" : first.group(3),
                    cells.subList(1, cells.size()));
        }

        /** Returns the operation of openapi.yaml that this is a request of. */
        String operation(OpenApi openApi) {
            return openApi.operation(method, path.split("\\?")[0])
                    .orElseThrow(() -> new AssertionError(this + " is no operation of openapi.yaml"));
        }

        @Override
        public String toString() {
            return (method + ' ' + path + ' ' + body).replaceAll(" +", " ").strip();
        }
    }

    static AuthorisationTable read() throws IOException {
        List<Row> requests = new ArrayList<>();
        List<Row> frames = new ArrayList<>();
        for (String line : Files.readAllLines(MANUAL)) {
            if (line.startsWith("| `")) {
                Row row = Row.of(line);
                (row.path().isEmpty() ? frames : requests).add(row);
            }
        }
        return new AuthorisationTable(requests, frames);
    }

    /** Returns the kinds of messages that clients may send. */
    static Set<String> kinds(JsonNode asyncApi) {
        Set<String> kinds = new TreeSet<>();
        collectKinds(asyncApi, asyncApi.at("/components/schemas/send"), kinds, new HashSet<>());
        return kinds;
    }

    private static void collectKinds(JsonNode document, JsonNode node, Set<String> kinds, Set<String> followed) {
        JsonNode kind = node.at("/properties/kind");
        if (kind.has("const")) {
            kinds.add(kind.get("const").asText());
        }
        kind.path("enum").forEach(choice -> kinds.add(choice.asText()));
        if (node.has("$ref") && followed.add(node.get("$ref").asText())) {
            collectKinds(document, document.at(node.get("$ref").asText().substring(1)), kinds, followed);
        }
        node.forEach(child -> collectKinds(document, child, kinds, followed));
    }

    static JsonNode json(String text) {
        try {
            return ChatClientAccount.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }
}
