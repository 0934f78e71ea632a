package org.parley.protocol;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the check finds that the protocol tests make of every request. */
class OpenApiCheckTest {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json;charset=UTF-8";
    private static final String ME =
            "{\"user\":\"alice\",\"name\":\"Alice\",\"email\":null,\"status\":\"\",\"roles\":[\"user\"]}";
    private static final String REFUSED =
            "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"detail\":\"No.\",\"code\":\"forbidden\"}";
    private static final String MESSAGE = "{\"conversation\":\"7\",\"seq\":2,\"from\":\"alice\",\"kind\":\"text\","
            + "\"at\":\"2026-01-01T00:00:00.000000Z\",\"text\":\"hello\",\"changed\":4,"
            + "\"reactions\":[{\"emoji\":\"👍\",\"count\":1,\"users\":[\"bob\"]}]}";

    private final OpenApi openApi = OpenApi.read();

    @Test
    void whatIsDocumentedIsAccepted() {
        accepted("GET", "/api/me", "", 200, JSON, ME);
        accepted("GET", "/api/me", "", 200, "application/json;charset=UTF-8", ME.replace("null", "\"a@example.org\""));
        accepted("PATCH", "/api/me", "{\"name\":\"Alice\",\"email\":null,\"unknown\":1}", 200, JSON, ME);
        accepted("GET", "/api/conversations/7", "", 200, JSON, conversation("null"));
        accepted("GET", "/api/conversations/7", "", 200, JSON, conversation(MESSAGE));
        accepted("DELETE", "/api/conversations/7", "", 204, "", "");
        accepted("GET", "/api/users/bob/avatar", "", 200, "image/jpeg", "picture");
        accepted("GET", "/api/users/bob/avatar", "", 304, "", "");
        accepted("GET", "/api/admin/users/bob/export", "", 200, "application/jsonl", "{}\n{}");
        accepted("PATCH", "/api/me", "{\"name\":7}", 403, PROBLEM, REFUSED);
    }

    @Test
    void whatIsNotOfTheApiIsNotLookedAt() {
        accepted("GET", "/health", "", 200, JSON, "{}");
        accepted("GET", "/openapi", "", 200, JSON, "{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 431})
    void whatTheServerRefusesByItselfItMayRefuseInItsOwnWords(int status) {
        accepted("GET", "/api/me", "", status, "text/html", "<p>No.</p>");
        accepted("GET", "/api/me", "", status, "", "");
    }

    @Test
    void anUnknownOperationMayBeRefusedAndNothingElse() {
        accepted("GET", "/api/nothing", "", 404, PROBLEM, REFUSED);
        accepted("DELETE", "/api/me", "", 401, PROBLEM, REFUSED);
        accepted("GET", "/api/../nothing", "", 404, "text/html", "<p>No.</p>");
        assertFound("operation", exchange("GET", "/api/nothing", "", 200, JSON, "{}"));
        assertFound("operation", exchange("DELETE", "/api/me", "", 204, "", ""));
        assertFound("code", exchange("GET", "/api/nothing", "", 404, PROBLEM, "{\"status\":404}"));
    }

    @Test
    void anUndocumentedStatusIsFound() {
        assertFound("status", exchange("GET", "/api/me", "", 202, JSON, ME));
        assertFound("status", exchange("GET", "/api/me", "", 204, "", ""));
        assertFound("status", exchange("GET", "/api/me", "", 302, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\":\"Alice\", |                             | name",
                "\"Alice\"           | 7                           | name",
                "\"Alice\"           | null                        | name",
                "\"alice\"           | \"Alice\"                   | user",
                "null                | 7                           | email",
                "[\"user\"]          | [\"superuser\"]             | roles",
                "\"status\"          | \"shoeSize\":44,\"status\"  | shoeSize"
            })
    void anAnswerThatDoesNotMatchItsSchemaIsFound(String part, String instead, String field) {
        String body = ME.replace(part, instead == null ? "" : instead);
        assertFound(field, exchange("GET", "/api/me", "", 200, JSON, body));
    }

    @Test
    void whatIsWrongFurtherInsideIsFound() {
        assertFound("seq", changed("\"seq\":2", "\"seq\":0"));
        assertFound("kind", changed("\"text\",", "\"poem\","));
        assertFound("last.at", changed("2026-01-01T", "yesterday, "));
        assertFound("count", changed("\"count\":1,", ""));
        assertFound("meter", changed("\"text\":\"hello\"", "\"meter\":\"iamb\""));
    }

    private List<String> changed(String part, String instead) {
        return exchange("GET", "/api/conversations/7", "", 200, JSON, conversation(MESSAGE.replace(part, instead)));
    }

    @Test
    void aBodyOfAnotherTypeOrNoneIsFound() {
        assertFound("text/html", exchange("GET", "/api/me", "", 200, "text/html", "<p>Alice</p>"));
        assertFound("type ''", exchange("GET", "/api/me", "", 200, "", ""));
        assertFound(JSON, exchange("DELETE", "/api/conversations/7", "", 204, JSON, "{}"));
    }

    @Test
    void aRefusalThatIsNoProblemIsFound() {
        assertFound("code", exchange("GET", "/api/me", "", 403, PROBLEM, REFUSED.replace("\"code\"", "\"title\"")));
        assertFound(JSON, exchange("GET", "/api/me", "", 403, JSON, REFUSED));
        assertFound("type ''", exchange("GET", "/api/me", "", 401, "", ""));
        assertFound("text/html", exchange("GET", "/api/me", "", 500, "text/html", "<p>No.</p>"));
    }

    @Test
    void aRequestThatWasAcceptedThoughItDoesNotMatchItsSchemaIsFound() {
        assertFound("name", exchange("PATCH", "/api/me", "{\"name\":7}", 200, JSON, ME));
        assertFound("state", exchange("PATCH", "/api/contact-requests/bob", "{}", 200, JSON, contact()));
        assertFound("request", exchange("DELETE", "/api/conversations/7", "{}", 204, "", ""));
    }

    private static String contact() {
        return "{\"user\":\"bob\",\"name\":\"Bob\",\"state\":\"none\"}";
    }

    @Test
    void eachViolationIsTakenOnce() {
        assertFound("operation", exchange("GET", "/api/nothing", "", 200, JSON, "{}"));
        assertEquals(List.of(), openApi.takeViolations());
    }

    @Test
    void ofTwoOperationsTheOneThatIsMoreLikeTheRequestIsMeant() {
        assertEquals(
                Optional.of("GET /api/admin/conversations/direct"),
                openApi.operation("GET", "/api/admin/conversations/direct"));
        assertEquals(
                Optional.of("PATCH /api/admin/conversations/{id}"),
                openApi.operation("PATCH", "/api/admin/conversations/direct"));
        assertEquals(Optional.of("GET /api/users/{user}"), openApi.operation("GET", "/api/users/bob"));
        assertEquals(Optional.empty(), openApi.operation("GET", "/api/users/bob/"));
    }

    private static String conversation(String last) {
        return "{\"id\":\"7\",\"type\":\"direct\",\"name\":null,\"notice\":null,\"user\":\"bob\",\"userName\":\"Bob\","
                + "\"memberCount\":2,\"role\":\"member\",\"joinedSeq\":1,\"lastSeq\":4,\"delivered\":4,\"read\":4,"
                + "\"unread\":0,\"mentions\":0,\"others\":{\"delivered\":0,\"read\":0},\"last\":" + last + "}";
    }

    private void accepted(String method, String path, String request, int status, String type, String body) {
        assertEquals(List.of(), exchange(method, path, request, status, type, body));
    }

    private static void assertFound(String what, List<String> violations) {
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.get(0).split(", \\d{3} to ")[0].contains(what), violations.toString());
    }

    /** Returns the violations that it is found to have. */
    private List<String> exchange(String method, String path, String request, int status, String type, String body) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("http://localhost" + path)).method(method, BodyPublishers.noBody());
        if (!request.isEmpty()) {
            builder.header("Content-Type", JSON);
        }
        openApi.exchanged(
                builder.build(),
                request.isEmpty() ? null : request,
                new Answer(status, type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type)), body));
        return openApi.takeViolations();
    }
}
