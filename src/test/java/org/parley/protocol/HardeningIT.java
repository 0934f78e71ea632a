package org.parley.protocol;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What Parley does against attacks that need no account, or no more than one. */
@ExtendWith(ProtocolServer.class)
class HardeningIT {
    private static final String OUTSIDE = "203.0.113.77";
    private static final URI BASE = ProtocolServer.server().baseUri();

    @ParameterizedTest
    @CsvSource({
        "GET,     /,                           200",
        "GET,     /app/main.js,                200",
        "GET,     /style/base.css,             200",
        "GET,     /manifest.webmanifest,       200",
        "GET,     /no-such-page,               404",
        "GET,     /error,                      404",
        "GET,     /health,                     200",
        "GET,     /health/ready,               200",
        "GET,     /health/no-such-check,       404",
        "GET,     /metrics,                    200",
        "GET,     /api/auth/config,            200",
        "GET,     /api/auth/login,             405",
        "POST,    /api/auth/refresh,           401",
        "GET,     /api/me,                     401",
        "DELETE,  /api/me,                     401",
        "GET,     /api/no-such-resource,       401",
        "GET,     /ws,                         401"
    })
    void everyAnswerTellsTheBrowserWhatItMayDo(String method, String path, int status) {
        Answer answer = ask(method, path, "X-Forwarded-Proto", "https");
        assertEquals(status, answer.status(), answer.body());
        assertHardened(answer);
    }

    @Test
    void refusedHandshakesTellTheBrowserWhatItMayDo() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        Answer withoutSubProtocol =
                ask("GET", "/ws", "Authorization", "Bearer " + alice.token(), "X-Forwarded-Proto", "https");
        assertEquals(400, withoutSubProtocol.status());
        assertHardened(withoutSubProtocol);
        Answer fromAfar = ask(
                "GET",
                "/ws",
                "Authorization",
                "Bearer " + alice.token(),
                "X-Forwarded-Proto",
                "https",
                "Origin",
                "https://evil.example");
        assertEquals(403, fromAfar.status());
        assertHardened(fromAfar);
    }

    private static void assertHardened(Answer answer) {
        String policy = answer.header("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        Map.of(
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "Cross-Origin-Opener-Policy", "same-origin",
                        "Cross-Origin-Resource-Policy", "same-origin",
                        "Strict-Transport-Security", "max-age=31536000")
                .forEach((header, value) -> assertEquals(value, answer.header(header), header));
        assertFalse(answer.header("X-Frame-Options").isEmpty());
        assertEquals("", answer.header("X-Powered-By"));
        assertFalse(answer.header("Server").matches(".*\\d.*"), answer.header("Server"));
        assertEquals("", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void withoutHttpsNobodyIsToldToUseItAlone() {
        assertEquals("", ask("GET", "/").header("Strict-Transport-Security"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/WEB-INF/web.xml",
                "/%57EB-INF/web.xml",
                "/./WEB-INF/classes/META-INF/persistence.xml",
                "/WEB-INF/classes/META-INF/sbom/parley.cdx.json",
                "/META-INF/MANIFEST.MF",
                "/WEB-INF/lib/"
            })
    void whatIsInsideTheWarStaysThere(String path) {
        assertEquals(404, ask("GET", path).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/auth/../users?query=a",
                "/api/auth/login/../../users?query=a",
                "/api/auth/config/..;/..;/users?query=a",
                "/api/auth;x/../users?query=a",
                "/api/auth/config;/../../users?query=a",
                "//api/users?query=a",
                "/api//users?query=a",
                "/api/./users?query=a",
                "/api;x=y/users?query=a",
                "/api/users;x=y?query=a",
                "/api/%75sers?query=a",
                "/%61pi/users?query=a",
                "/api/auth/%2e%2e/users?query=a",
                "/api/auth%2f..%2fusers?query=a",
                "/API/users?query=a",
                "/api/users/?query=a"
            })
    void noWayOfWritingAPathLeadsAroundTheToken(String path) {
        int status = ask("GET", path).status();
        assertTrue(status == 401 || status == 400 || status == 404, path + " was answered with " + status);
    }

    @Test
    void metricsAreForTheInside() {
        Answer outside = ask("GET", "/metrics", "X-Forwarded-For", OUTSIDE);
        assertEquals(403, outside.status());
        assertFalse(outside.body().contains("jvm_"), outside.body());
        assertEquals(
                200, ask("GET", "/metrics", "X-Forwarded-For", "192.168.3.4").status());
        assertEquals(
                403,
                ask("GET", "/metrics", "X-Forwarded-For", "10.0.0.1, " + OUTSIDE)
                        .status());
        assertEquals(403, ask("GET", "/metrics", "X-Forwarded-For", "unknown").status());
        assertEquals(403, ask("GET", "/metrics", "Forwarded", "for=10.0.0.1").status(), "not the proxies' header");
    }

    @Test
    void metricsAreForWhoHasTheToken() {
        String token = "Bearer " + ProtocolServer.MONITORING_TOKEN;
        assertEquals(
                200,
                ask("GET", "/metrics", "X-Forwarded-For", OUTSIDE, "Authorization", token)
                        .status());
        assertEquals(
                403,
                ask("GET", "/metrics", "X-Forwarded-For", OUTSIDE, "Authorization", token + "x")
                        .status());
        assertEquals(401, ask("GET", "/api/me", "Authorization", token).status(), "it opens nothing else");
    }

    @Test
    void strangersLearnNoMoreOfTheHealthThanWhetherItIsGood() {
        Answer outside = ask("GET", "/health", "X-Forwarded-For", OUTSIDE);
        assertEquals("{\"status\":\"UP\",\"checks\":[]}", outside.body());
        assertTrue(ask("GET", "/health").body().contains("database"));
    }

    @Test
    void whoSearchesTooOftenHasToWait() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        Answer refused = alice.get("/api/users?query=no-such-user");
        // More than may be done at once: meanwhile, some come back.
        for (int i = 0; i < 400 && refused.status() == 200; i++) {
            refused = alice.get("/api/users?query=no-such-user");
        }
        assertEquals(429, refused.status());
        assertEquals("1", refused.header("Retry-After"));
        assertEquals("rate_limited", refused.json().get("code").asText());
        alice.get("/api/me").expect(200);
        ProtocolServer.user("bob").get("/api/users?query=no-such-user").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "register", "refresh", "logout"})
    void pagesOfOtherOriginsCannotUseTheCookie(String operation) {
        for (String origin : new String[] {"https://evil.example", "null", "http://" + BASE.getHost() + ":1"}) {
            Answer answer = ChatClientAccount.send(HttpRequest.newBuilder(BASE.resolve("/api/auth/" + operation))
                    .header("Origin", origin)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"user\":\"mallory\",\"password\":\"long enough\"}"))
                    .build());
            assertEquals(403, answer.status(), origin);
            assertEquals("", answer.header("Set-Cookie"), origin);
        }
    }

    @Test
    void withHttpsNoOtherHostOfTheDomainCanSetTheCookie() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        String login = "{\"user\":\"" + alice.user() + "\",\"password\":\"" + ChatClientAccount.PASSWORD + "\"}";

        String cookie = post("login", login, "X-Forwarded-Proto", "https").header("Set-Cookie");

        assertTrue(cookie.matches("__Host-parley_refresh=[^;]+; Path=/; .*HttpOnly; SameSite=Strict; Secure"), cookie);
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        String planted = "parley_refresh=" + value;
        assertEquals(
                401,
                post("refresh", "", "X-Forwarded-Proto", "https", "Cookie", planted)
                        .status());
        assertEquals(401, post("refresh", "", "Cookie", "__Host-" + planted).status());
        assertEquals(
                200,
                post("refresh", "", "X-Forwarded-Proto", "https", "Cookie", "__Host-" + planted)
                        .status());
    }

    private static Answer post(String operation, String body, String... headers) {
        return ChatClientAccount.send(HttpRequest.newBuilder(BASE.resolve("/api/auth/" + operation))
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void withoutHttpsTheCookieIsForLogInAlone() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        String login = "{\"user\":\"" + alice.user() + "\",\"password\":\"" + ChatClientAccount.PASSWORD + "\"}";

        String cookie = post("login", login, "X-Forwarded-Proto", "http").header("Set-Cookie");

        assertTrue(cookie.matches("parley_refresh=[^;]+; Path=/api/auth; .*HttpOnly; SameSite=Strict"), cookie);
    }

    @Test
    void aRefreshTokenThatIsUsedTwiceEndsTheSession() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        ChatClientAccount thief = alice.at(BASE);
        // Until the second, the first answer may have been lost on its way.
        alice.renew();
        alice.renew();
        assertEquals(200, alice.get("/api/me").status());
        assertEquals(401, thief.post("/api/auth/refresh", "").status());
        assertEquals(401, alice.get("/api/me").status(), "nobody knows who of the two was the thief");
    }

    @Test
    void nobodyLearnsWhoHasAnAccount() {
        ChatClientAccount alice = ProtocolServer.user("alice");
        Answer wrongPassword = login(alice.user());
        Answer nobody = login("no-such-user-here");
        assertEquals(wrongPassword.status(), nobody.status());
        assertEquals(wrongPassword.body(), nobody.body());
        assertEquals(wrongPassword.headers().keySet(), nobody.headers().keySet());
    }

    private static Answer login(String user) {
        return ChatClientAccount.stranger(BASE)
                .post("/api/auth/login", "{\"user\":\"" + user + "\",\"password\":\"not the password\"}");
    }

    @Test
    void aRequestLineOrAHeaderWithoutEndIsRefused() {
        assertTooLong("/api/users?query=" + "x".repeat(100_000));
        assertTooLong("/", "X-Long", "x".repeat(100_000));
    }

    private static void assertTooLong(String path, String... headers) {
        int status;
        try {
            status = ask("GET", path, headers).status();
        } catch (IllegalStateException cutOff) {
            return;
        }
        assertTrue(status == 400 || status == 413 || status == 414 || status == 431, "was " + status);
    }

    private static Answer ask(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + BASE.getAuthority() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return ChatClientAccount.send(request.build());
    }
}
