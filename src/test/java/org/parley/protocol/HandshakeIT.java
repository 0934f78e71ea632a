package org.parley.protocol;

import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.frame;

@ExtendWith(ProtocolServer.class)
class HandshakeIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final URI base = alice.base();

    @Test
    void theFirstFrameIsTheWelcome() {
        try (ChatClient client = alice.connect()) {
            JsonNode first = client.take("any frame", frame -> true);
            assertEquals("welcome", first.get("type").asText());
            assertEquals(alice.user(), first.get("user").asText());
            assertEquals(65_536, first.get("maxFrame").asInt());
            assertEquals(2, first.get("heartbeat").asInt());
        }
    }

    /** Parley makes sending cheaper by what it knows of a server's insides, which another version may have changed. */
    @Test
    void theServersInsidesAreAsExpected() {
        try (ChatClient client = alice.connect()) {
            client.take("welcome");
            assertFalse(ProtocolServer.server().logs().contains("is not as expected"));
        }
    }

    @Test
    void noTokenMeans401() {
        assertEquals(401, ChatClient.handshake(base).subprotocols("parley.v1").refusedWith());
    }

    @Test
    void aBadTokenMeans401() {
        String truncated = alice.token().substring(0, alice.token().length() - 4);
        for (String bad : new String[] {"x", truncated, truncated + "AAAA", "eyJhbGciOiJub25lIn0.e30."}) {
            assertEquals(
                    401,
                    ChatClient.handshake(base)
                            .bearer(bad)
                            .subprotocols("parley.v1")
                            .refusedWith(),
                    bad);
            assertEquals(
                    401,
                    ChatClient.handshake(base)
                            .subprotocols("parley.v1", "bearer." + bad)
                            .refusedWith(),
                    bad);
        }
    }

    @Test
    void anExpiredTokenMeans401() {
        String expired = ProtocolServer.expiring(alice.token(), Instant.now().minusSeconds(1));
        assertEquals(
                401,
                ChatClient.handshake(base)
                        .bearer(expired)
                        .subprotocols("parley.v1")
                        .refusedWith());
    }

    @Test
    void aTokenInTheUrlIsNotAccepted() {
        for (String parameter : new String[] {"token", "access_token", "bearer"}) {
            assertEquals(
                    401,
                    ChatClient.handshake(base)
                            .query(parameter + "=" + alice.token())
                            .subprotocols("parley.v1")
                            .refusedWith());
        }
    }

    @Test
    void aPageOfAForeignOriginIsRefusedWith403() {
        for (String origin : new String[] {
            "https://evil.example", "null", "http://127.0.0.1:1", "https://chat.example.org.evil.example"
        }) {
            assertEquals(
                    403,
                    ChatClient.handshake(base)
                            .header("Origin", origin)
                            .bearer(alice.token())
                            .subprotocols("parley.v1")
                            .refusedWith(),
                    origin);
        }
    }

    @Test
    void theOwnOriginAndAllowedOnesMayConnect() {
        String own = "http://" + base.getAuthority();
        for (String origin : new String[] {own, ProtocolServer.ALLOWED_ORIGIN}) {
            try (ChatClient client = ChatClient.handshake(base)
                    .header("Origin", origin)
                    .bearer(alice.token())
                    .subprotocols("parley.v1")
                    .open()) {
                client.take("welcome");
            }
        }
    }

    @Test
    void aClientThatDoesNotOfferTheSubProtocolIsRefused() {
        assertEquals(400, ChatClient.handshake(base).bearer(alice.token()).refusedWith());
        assertEquals(
                400,
                ChatClient.handshake(base)
                        .bearer(alice.token())
                        .subprotocols("parley.v2")
                        .refusedWith());
    }

    @Test
    void aBrowserPutsItsTokenIntoASubProtocolThatIsNotEchoed() {
        try (ChatClient client = ChatClient.handshake(base)
                .header("Origin", "http://" + base.getAuthority())
                .subprotocols("parley.v1", "bearer." + alice.token())
                .open()) {
            assertEquals("parley.v1", client.subprotocol());
            assertEquals(alice.user(), client.take("welcome").get("user").asText());
        }
    }

    @Test
    void aDisabledAccountIsRefusedWith403() throws SQLException {
        ChatClientAccount mallory = ProtocolServer.user("mallory");
        ProtocolServer.disable(mallory);
        assertEquals(
                403,
                ChatClient.handshake(base)
                        .bearer(mallory.token())
                        .subprotocols("parley.v1")
                        .refusedWith());
        assertEquals(403, mallory.get("/api/me").status());
    }

    @Test
    void aConnectionWhoseTokenExpiresIsClosedWith4401() {
        String shortLived = ProtocolServer.expiring(alice.token(), soon());
        try (ChatClient client = ChatClient.connect(base, shortLived)) {
            client.take("welcome");
            assertEquals(4401, client.closeCode());
            assertFalse(Instant.now().isBefore(expiry(shortLived)), "not before it expired");
        }
    }

    @Test
    void aFreshTokenProlongsTheConnection() {
        Instant expiry = soon();
        try (ChatClient prolonged = ChatClient.connect(base, ProtocolServer.expiring(alice.token(), expiry));
                ChatClient other = ChatClient.connect(base, ProtocolServer.expiring(alice.token(), expiry))) {
            prolonged.send(frame("auth").put("token", alice.token()));
            assertEquals(4401, other.closeCode());
            prolonged.sendAndAck(ChatClient.textTo(ProtocolServer.user("bob").user(), "still here"));
        }
    }

    @Test
    void aTokenThatIsNoGoodDoesNotProlongTheConnection() {
        String ofAnother = ProtocolServer.user("mallory").token();
        String shortLived = ProtocolServer.expiring(alice.token(), soon());
        try (ChatClient client = ChatClient.connect(base, shortLived)) {
            client.take("welcome");
            for (String bad : new String[] {ofAnother, "x", alice.token() + "x"}) {
                JsonNode error = client.refused(frame("auth").put("token", bad));
                assertEquals("forbidden", error.get("code").asText());
            }
            assertEquals(4401, client.closeCode());
        }
    }

    @Test
    void loggingOutClosesTheConnectionsOfThatSessionWith4401() {
        ChatClientAccount phone = alice.login();
        try (ChatClient onPhone = phone.connect();
                ChatClient alsoOnPhone = phone.connect();
                ChatClient onDesktop = alice.connect()) {
            onPhone.take("welcome");
            alsoOnPhone.take("welcome");
            phone.logout();
            assertEquals(4401, onPhone.closeCode());
            assertEquals(4401, alsoOnPhone.closeCode());
            onDesktop.sendAndAck(ChatClient.textTo(ProtocolServer.user("bob").user(), "still here"));
            assertEquals(
                    401,
                    ChatClient.handshake(base)
                            .bearer(phone.token())
                            .subprotocols("parley.v1")
                            .refusedWith());
        }
    }

    @Test
    void theServerNeverLogsAToken() {
        try (ChatClient client = ChatClient.handshake(base)
                .subprotocols("parley.v1", "bearer." + alice.token())
                .open()) {
            client.take("welcome");
            client.send(frame("auth").put("token", alice.token()));
            client.refused(frame("auth").put("token", alice.token() + "x"));
        }
        String signature = alice.token().substring(alice.token().lastIndexOf('.') + 1);
        assertFalse(ProtocolServer.server().logs().contains(signature));
        assertTrue(ProtocolServer.server().isReady());
    }

    /** When a token expires that a busy machine still gets a connection with, and whose end it is not long to wait for. */
    private static Instant soon() {
        return Instant.now().plusSeconds(8);
    }

    private static Instant expiry(String token) {
        try {
            return com.nimbusds.jwt.SignedJWT.parse(token)
                    .getJWTClaimsSet()
                    .getExpirationTime()
                    .toInstant();
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
