package org.parley.protocol;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a listed reverse proxy says of its clients is believed, and what these put in front of it is not. */
@ExtendWith(ProtocolServer.class)
class BehindAProxyIT {
    private static final int ATTEMPTS = 10;

    private final ChatClientAccount alice = ProtocolServer.user("alice");

    @Test
    void passwordsThatSomebodyGuessesLockNobodyOutWhoComesFromElsewhere() {
        for (int i = 0; i < ATTEMPTS; i++) {
            assertEquals(401, login("wrong", "203.0.113.1").status());
        }
        assertEquals(429, login("wrong", "203.0.113.1").status());
        assertEquals(429, login("wrong", "198.51.100.9, 203.0.113.1").status(), "what the client made up");
        assertEquals(401, login("wrong", "203.0.113.2").status());
        assertEquals(200, login("correct horse battery", "203.0.113.2").status());
    }

    @Test
    void theCookieIsForHttpsAloneIfTheProxyIsReachedByIt() {
        Answer plain = login("correct horse battery", "203.0.113.3");
        assertFalse(plain.header("Set-Cookie").contains("Secure"), plain.header("Set-Cookie"));
        assertEquals("", plain.header("Strict-Transport-Security"));

        Answer secure = login("correct horse battery", "203.0.113.3", "X-Forwarded-Proto", "https");
        assertTrue(secure.header("Set-Cookie").endsWith("; Secure"), secure.header("Set-Cookie"));
        assertFalse(secure.header("Strict-Transport-Security").isEmpty());
    }

    @Test
    void aPageThatCameWithoutTlsIsForeignIfTheProxyIsReachedByHttps() {
        String page = "http://" + alice.base().getAuthority();
        assertEquals(
                200,
                login("correct horse battery", "203.0.113.4", "Origin", page).status());
        assertEquals(
                403,
                login("correct horse battery", "203.0.113.4", "Origin", page, "X-Forwarded-Proto", "https")
                        .status());
    }

    @Test
    void theIdThatTheProxyGaveARequestIsInTheAnswerAndInTheLog() {
        String user = ProtocolServer.name("by-proxy");
        Answer given = register(user, "203.0.113.5", "X-Request-Id", "proxy_1.a-7");
        assertEquals(201, given.status(), given.body());
        assertEquals("proxy_1.a-7", given.header("X-Request-Id"));
        assertLogged("User " + user + " registered [request proxy_1.a-7]");
    }

    @Test
    void aRequestThatHasNoIdOrABadOneGetsItsOwn() {
        Answer none = login("wrong", "203.0.113.6");
        String user = ProtocolServer.name("with-bad-id");
        Answer bad = register(user, "203.0.113.6", "X-Request-Id", "[request 1] x");
        assertDoesNotThrow(() -> UUID.fromString(bad.header("X-Request-Id")));
        assertDoesNotThrow(() -> UUID.fromString(none.header("X-Request-Id")));
        assertNotEquals(none.header("X-Request-Id"), bad.header("X-Request-Id"));
        assertLogged("User " + user + " registered [request " + bad.header("X-Request-Id") + "]");
    }

    @Test
    void theRefusalOfATokenAndAPageHaveAnIdToo() {
        for (String path : new String[] {"/api/me", "/", "/nowhere"}) {
            Answer answer = ChatClientAccount.stranger(alice.base()).get(path);
            assertDoesNotThrow(() -> UUID.fromString(answer.header("X-Request-Id")), path);
        }
    }

    private static void assertLogged(String line) {
        Await.until(line, Duration.ofSeconds(10), () -> ProtocolServer.server()
                .logs()
                .contains(line));
    }

    private Answer login(String password, String forwardedFor, String... headers) {
        return send("login", alice.user(), password, forwardedFor, headers);
    }

    private Answer register(String user, String forwardedFor, String... headers) {
        return send("register", user, ChatClientAccount.PASSWORD, forwardedFor, headers);
    }

    private Answer send(String operation, String user, String password, String forwardedFor, String... headers) {
        URI uri = alice.base().resolve("/api/auth/" + operation);
        String body = ChatClientAccount.JSON
                .createObjectNode()
                .put("user", user)
                .put("password", password)
                .toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", forwardedFor)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return ChatClientAccount.send(request.build());
    }
}
