package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A real Keycloak in a process of its own, with the realm that {@code docker/keycloak} has for Parley. It keeps everything
 * in memory. It is called {@code localhost}, so that for browsers it is another site than Parley at {@code 127.0.0.1}.
 * Not safe for use by several threads.
 */
public final class KeycloakServer extends Service {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final String ADMIN = "admin";
    private static final String REALM = "parley";

    private final Path home =
            Folders.prepared("parley.keycloak", Folders.target().resolve("keycloak/keycloak"));
    private final int port = Ports.free();
    private final Map<String, String> environment =
            new LinkedHashMap<>(Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN));
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();

    public KeycloakServer() {
        super(Folders.services().resolve("keycloak"), STOP_LIMIT);
    }

    /** Sets an environment variable, which the realm may refer to. */
    public KeycloakServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Makes everything ready for the start, which takes minutes the first time. */
    public KeycloakServer prepare() {
        try {
            ServerProcess.endLeftover(folder);
            Folders.empty(folder);
            Files.createDirectory(folder.resolve("tmp"));
            Path imports = Files.createDirectories(home.resolve("data/import"));
            Files.writeString(
                    imports.resolve("parley-realm.json"),
                    Files.readString(Path.of("docker/keycloak/parley-realm.json")));
            build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Begins to start the prepared server, and returns at once. */
    public KeycloakServer begin() {
        try {
            process = ServerProcess.start("Keycloak", folder, log, command(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until the realm answers. */
    public KeycloakServer await() {
        process.awaitReady(START_LIMIT, this::answers);
        return this;
    }

    public URI issuer() {
        return URI.create("http://localhost:" + port + "/realms/" + REALM);
    }

    /** Asks something of the realm as its administrator. The answer must be a success. */
    public JsonNode admin(String method, String path, String json) {
        String token = token("master", Map.of("client_id", "admin-cli", "username", ADMIN, "password", ADMIN));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/admin/realms/" + REALM + path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        HttpResponse<String> response = send(request.build());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body().isEmpty() ? ChatClientAccount.JSON.nullNode() : ChatClientAccount.parse(response.body());
    }

    /** Gets an access token by the user's password. */
    public String accessToken(String client, String user, String password) {
        return token(REALM, Map.of("client_id", client, "username", user, "password", password, "scope", "openid"));
    }

    /** Gets an access token for a client that has a secret. */
    public String accessToken(String client, String secret, String user, String password) {
        return token(
                REALM,
                Map.of(
                        "client_id", client,
                        "client_secret", secret,
                        "username", user,
                        "password", password,
                        "scope", "openid"));
    }

    private String token(String realm, Map<String, String> parameters) {
        String form = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = send(HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/realms/" + realm + "/protocol/openid-connect/token"))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=password&" + form))
                .build());
        JsonNode answer = ChatClientAccount.parse(response.body());
        if (!answer.has("access_token")) {
            throw new IllegalStateException("no token: " + response.body());
        }
        return answer.get("access_token").asText();
    }

    private boolean answers() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                                            .timeout(ANSWER_LIMIT)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Once for each unpacked Keycloak: it makes itself ready for its database, which takes a minute. */
    private void build() throws IOException {
        Path built = home.resolve("data/built-for-tests");
        if (Files.exists(built)) {
            return;
        }
        Process build = new ProcessBuilder("sh", home.resolve("bin/kc.sh").toString(), "build", "--db=dev-mem")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("build.log").toFile())
                .start();
        try {
            boolean ended = build.waitFor(BUILD_LIMIT.toSeconds(), TimeUnit.SECONDS);
            build.descendants().forEach(ProcessHandle::destroyForcibly);
            build.destroyForcibly();
            if (!ended || build.exitValue() != 0) {
                throw new IllegalStateException("kc.sh build: " + Folders.text(folder.resolve("build.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Files.createFile(built);
    }

    /** What kc.sh runs, but as a process of its own, which can be ended. */
    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-classpath",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--optimized",
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://localhost:" + port);
    }
}
