package org.parley.protocol;

import java.net.URI;
import java.net.http.HttpRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

    private Answer login(String password, String forwardedFor, String... headers) {
        URI uri = alice.base().resolve("/api/auth/login");
        String body = ChatClientAccount.JSON
                .createObjectNode()
                .put("user", alice.user())
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
