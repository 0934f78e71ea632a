package org.parley.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.parley.testing.Await;

/** A colleague without a browser, who speaks the protocol and is quicker than a person. */
final class Correspondent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FRAMES_AT_ONCE = 50;
    private static final Pattern CID = Pattern.compile("\"cid\":\"([^\"]+)\"");

    final String user;
    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token;
    private final WebSocket socket;
    private final Set<String> durable = ConcurrentHashMap.newKeySet();
    private volatile String refusal;

    private Correspondent(URI base, String path, String user, String name) {
        this.base = base;
        this.user = user;
        String credentials = "{\"user\":\"%s\",\"password\":\"%s\"%s}"
                .formatted(user, Site.PASSWORD, name == null ? "" : ",\"name\":\"" + name + '"');
        this.token = field("accessToken", call("POST", path, credentials, null));
        this.socket = connect();
    }

    static Correspondent register(Site site, String user, String name) {
        return new Correspondent(site.base(), "/api/auth/register", user, name);
    }

    static Correspondent logIn(Site site, String user) {
        return new Correspondent(site.base(), "/api/auth/login", user, null);
    }

    /** What the server says about the own account, as JSON. */
    String profile() {
        return call("GET", "/api/me", null, token);
    }

    /** @return the id of the new group */
    String createsGroup(String name, String... members) {
        String list = List.of(members).stream().map(user -> '"' + user + '"').collect(Collectors.joining(","));
        String group = "{\"name\":\"%s\",\"members\":[%s]}".formatted(name, list);
        return field("id", call("POST", "/api/conversations", group, token));
    }

    void writesTo(String colleague, List<String> texts) {
        send("\"user\":\"" + colleague + '"', texts);
    }

    void writesIn(String conversation, List<String> texts) {
        send("\"conversation\":\"" + conversation + '"', texts);
    }

    void mentionsIn(String conversation, String colleague, String text) {
        send("\"conversation\":\"%s\",\"mentions\":[\"%s\"]".formatted(conversation, colleague), List.of(text));
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Sends all in order, and returns when the server has stored the last of them. */
    private void send(String target, List<String> texts) {
        List<String> cids =
                texts.stream().map(text -> UUID.randomUUID().toString()).toList();
        for (int from = 0; from < texts.size(); from += FRAMES_AT_ONCE) {
            int to = Math.min(texts.size(), from + FRAMES_AT_ONCE);
            StringBuilder frames = new StringBuilder("[");
            for (int i = from; i < to; i++) {
                frames.append(i == from ? "" : ",")
                        .append("{\"type\":\"send\",\"cid\":\"%s\",%s,\"kind\":\"text\",\"text\":\"%s\"}"
                                .formatted(cids.get(i), target, texts.get(i)));
            }
            socket.sendText(frames.append(']'), true)
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            Set<String> waiting = new HashSet<>(cids.subList(from, to));
            Await.until(user + "'s messages were stored", LIMIT, () -> durable.containsAll(waiting) || refusal != null);
            if (refusal != null) {
                throw new AssertionError("refused: " + refusal);
            }
        }
    }

    private WebSocket connect() {
        return http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("parley.v1")
                .connectTimeout(LIMIT)
                .buildAsync(URI.create("ws://" + base.getAuthority() + "/ws"), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                        text.append(part);
                        if (last) {
                            received(text.toString());
                            text.setLength(0);
                        }
                        from.request(1);
                        return CompletableFuture.completedStage(null);
                    }
                })
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void received(String frames) {
        if (frames.contains("\"type\":\"error\"")) {
            refusal = frames;
        }
        Matcher matcher = CID.matcher(frames);
        while (matcher.find()) {
            durable.add(matcher.group(1));
        }
    }

    private String call(String method, String path, String body, String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(method + ' ' + path + ": " + response.statusCode() + ' ' + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new AssertionError(method + ' ' + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String field(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in the answer");
        }
        return matcher.group(1);
    }
}
