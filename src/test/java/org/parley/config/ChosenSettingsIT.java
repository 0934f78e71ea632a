package org.parley.config;

import java.net.URI;
import java.net.http.HttpRequest;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;
import org.parley.testing.Closing;
import org.parley.testing.PushService;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a server does whose settings are not those of the other tests' servers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChosenSettingsIT {
    private static PushService pushService;
    private static ApplicationServer server;
    private static ChatClientAccount administrator;

    @BeforeAll
    static void start() {
        pushService = new PushService();
        server = ApplicationServer.named("chosen-settings");
        server.with("CHAT_DB_URL", "jdbc:h2:file:" + server.folder().resolve("chosen"))
                .with("CHAT_FILE_DIR", server.folder().resolve("files").toString())
                .with("CHAT_PASSWORD_ITERATIONS", "10000")
                .with("CHAT_DIRECT_MESSAGES", "contacts")
                .with("CHAT_PUSH_HOSTS", pushService.authority())
                .with("CHAT_RATE_REQUESTS_PER_SECOND", "1")
                .with("CHAT_RATE_REQUESTS_BURST", "30")
                .start();
        administrator = ChatClientAccount.register(server.baseUri(), "first");
    }

    @AfterAll
    static void end() {
        Closing.all(server, pushService);
    }

    @Test
    @Order(1)
    void onlyContactsWriteToEachOtherAndANoticeTellsNothingOfWhatWasSaid() {
        ChatClientAccount alice = ChatClientAccount.register(server.baseUri(), "alice");
        ChatClientAccount bob = ChatClientAccount.register(server.baseUri(), "bob");
        PushService.Browser browser = pushService.browser();
        bob.post("/api/push-subscriptions", browser.subscription()).expect(204);
        try (ChatClient hers = alice.connect()) {
            assertEquals(
                    "forbidden",
                    hers.refused(ChatClient.textTo("bob", "hello")).get("code").asText());
            alice.post("/api/contact-requests", "{\"user\":\"bob\"}").expect(200);
            assertEquals(
                    "forbidden",
                    hers.refused(ChatClient.textTo("bob", "hello")).get("code").asText());
            bob.patch("/api/contact-requests/alice", "{\"state\":\"accepted\"}").expect(200);

            String conversation = hers.sendAndAck(ChatClient.textTo("bob", "a secret"))
                    .get("conversation")
                    .asText();

            JsonNode notice = browser.take().payload();
            assertEquals(conversation, notice.get("conversation").asText());
            assertFalse(notice.has("from") || notice.has("text") || notice.has("kind"), notice.toString());

            bob.delete("/api/contacts/alice").expect(204);
            assertEquals(
                    "forbidden",
                    hers.refused(ChatClient.text(conversation, "still there?"))
                            .get("code")
                            .asText());
        }
    }

    @Test
    @Order(2)
    void whoConnectsTooOftenIsToldHowLongToWait() {
        ChatClientAccount restless = ChatClientAccount.register(server.baseUri(), "restless");
        Answer answer = handshake(restless);
        for (int i = 0; i < 100 && answer.status() != 429; i++) {
            answer = handshake(restless);
        }
        assertEquals(429, answer.status());
        assertEquals("1", answer.header("Retry-After"));
        assertEquals("rate_limited", answer.json().get("code").asText());
    }

    /** One that gets no further than where the server would open the connection. */
    private static Answer handshake(ChatClientAccount account) {
        return ChatClientAccount.send(HttpRequest.newBuilder(URI.create(server.baseUri() + "ws"))
                .header("Authorization", "Bearer " + account.token())
                .header("Sec-WebSocket-Protocol", "parley.v1")
                .build());
    }

    @Test
    @Order(3)
    void whereRegistrationIsClosedAdministratorsMakeAccounts() {
        server.with("CHAT_REGISTRATION", "closed").restart();
        ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());

        assertFalse(
                stranger.get("/api/auth/config").expect(200).get("registration").asBoolean());
        Answer refused =
                stranger.post("/api/auth/register", "{\"user\":\"eve\",\"password\":\"correct horse battery\"}");
        assertEquals("forbidden", refused.expect(403).get("code").asText());
        administrator
                .post("/api/admin/users", "{\"user\":\"ada\",\"name\":\"Ada\"}")
                .expect(201);
    }

    @Test
    @Order(4)
    void anUnknownMessageModeStopsTheDeploymentAndNamesTheChoices() {
        server.with("CHAT_MESSAGE_MODE", "rabbit");

        assertThrows(IllegalStateException.class, server::restart);

        String told = server.logs()
                .lines()
                .filter(line -> line.contains("chat.message.mode"))
                .findFirst()
                .orElse("");
        assertTrue(told.contains("rabbit") && told.contains("channel") && told.contains("kafka"), server.logs());
    }
}
