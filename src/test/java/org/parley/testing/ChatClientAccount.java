package org.parley.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A local account of a server, and what its owner can ask by REST. Thread-safe. */
public final class ChatClientAccount {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** For the certificate of the tests, which is made when somebody asks for it. */
    private static final class Secure {
        private static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TestCertificate.trust())
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    static HttpClient http(URI base) {
        return "https".equals(base.getScheme()) ? Secure.HTTP : HTTP;
    }

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Of every account. */
    public static final String PASSWORD = "correct horse battery";

    private static final List<Wire> WIRES = new CopyOnWriteArrayList<>();

    private final URI base;
    private final String user;
    private volatile String token;
    private volatile String cookie;

    private ChatClientAccount(URI base, String user) {
        this.base = base;
        this.user = user;
    }

    /** An HTTP answer. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        public JsonNode json() {
            return parse(body);
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }

        /** Returns the body, if the status is this one. */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", but was " + status + ": " + body);
            }
            return body.isEmpty() ? JSON.nullNode() : json();
        }
    }

    /** Sees every request that was answered. */
    public interface Wire {
        /** @param body of the request; null if there is none, or if it is not known as a text */
        void exchanged(HttpRequest request, String body, Answer answer);
    }

    public static void record(Wire wire) {
        WIRES.add(wire);
    }

    static void exchanged(HttpRequest request, String body, Answer answer) {
        WIRES.forEach(wire -> wire.exchanged(request, body, answer));
    }

    /** Makes an account and logs in. */
    public static ChatClientAccount register(URI base, String user) {
        ChatClientAccount account = new ChatClientAccount(base, user);
        account.entered(account.post("/api/auth/register", account.credentials()), 201);
        return account;
    }

    /** Returns a stranger: requests without a token. */
    public static ChatClientAccount stranger(URI base) {
        return new ChatClientAccount(base, "nobody");
    }

    /** Begins another session of the same user, as on a second device. */
    public ChatClientAccount login() {
        ChatClientAccount device = new ChatClientAccount(base, user);
        device.entered(device.post("/api/auth/login", credentials()), 200);
        return device;
    }

    /** Returns the same session as another node knows it. */
    public ChatClientAccount at(URI node) {
        ChatClientAccount there = new ChatClientAccount(node, user);
        there.token = token;
        there.cookie = cookie;
        return there;
    }

    /** Gets a new token for the same session, and a new cookie. */
    public void renew() {
        entered(post("/api/auth/refresh", ""), 200);
    }

    public void logout() {
        post("/api/auth/logout", "").expect(204);
    }

    public String user() {
        return user;
    }

    public String token() {
        return token;
    }

    public URI base() {
        return base;
    }

    /** Opens a connection with this session's token. */
    public ChatClient connect() {
        return ChatClient.connect(base, token);
    }

    public Answer get(String path) {
        return request("GET", path, null);
    }

    public Answer post(String path, String body) {
        return request("POST", path, body);
    }

    public Answer patch(String path, String body) {
        return request("PATCH", path, body);
    }

    public Answer put(String path, String body) {
        return request("PUT", path, body);
    }

    public Answer delete(String path) {
        return request("DELETE", path, null);
    }

    /** Makes a group of this user and others and returns its id. */
    public String group(String name, ChatClientAccount... others) {
        var members = JSON.createArrayNode();
        for (ChatClientAccount other : others) {
            members.add(other.user);
        }
        var body = JSON.createObjectNode().put("name", name).set("members", members);
        return post("/api/conversations", body.toString()).expect(201).get("id").asText();
    }

    public JsonNode conversation(String id) {
        return get("/api/conversations/" + id).expect(200);
    }

    /** Returns a page of the log; the query is like {@code after=3&limit=10}. */
    public JsonNode messages(String conversation, String query) {
        return get("/api/conversations/" + conversation + "/messages?" + query).expect(200);
    }

    private Answer request(String method, String path, String body) {
        return request(method, path, "application/json", body);
    }

    /**
     * Makes a request as this account, with its token and, where the server gives it a cookie for, with its cookie.
     *
     * @param body null for none
     */
    public Answer request(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !body.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (cookie != null && path.startsWith("/api/auth/")) {
            request.header("Cookie", cookie);
        }
        return send(request.build(), body);
    }

    /** Sends any request. */
    public static Answer send(HttpRequest request) {
        return send(request, null);
    }

    private static Answer send(HttpRequest request, String body) {
        try {
            HttpResponse<String> response = http(request.uri()).send(request, BodyHandlers.ofString());
            Answer answer = new Answer(response.statusCode(), response.headers().map(), response.body());
            exchanged(request, body, answer);
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void entered(Answer answer, int expected) {
        token = answer.expect(expected).get("accessToken").asText();
        cookie = answer.header("Set-Cookie").split(";", 2)[0];
    }

    private String credentials() {
        return JSON.createObjectNode()
                .put("user", user)
                .put("password", PASSWORD)
                .toString();
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
