package org.parley.protocol;

import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.PushService;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.textTo;

/** Who is not there is told by their browser's push service, and nobody else is. */
@ExtendWith(ProtocolServer.class)
class PushIT {
    private static final int MANY = 20;

    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final PushService.Browser bobs = subscribe(bob);

    private static PushService.Browser subscribe(ChatClientAccount account) {
        PushService.Browser browser = ProtocolServer.PUSH_SERVICE.browser();
        account.post("/api/push-subscriptions", browser.subscription()).expect(204);
        return browser;
    }

    /** What waits by now is told in the round of the first at the latest, in any order, and so before the second. */
    private void letEverythingElseBeTold() {
        ChatClientAccount witness = ProtocolServer.user("witness");
        PushService.Browser browser = subscribe(witness);
        for (String text : List.of("the first for the witness", "the second for the witness")) {
            say(witness, text);
            browser.take();
        }
    }

    private String say(ChatClientAccount to, String text) {
        try (ChatClient alices = alice.connect()) {
            return alices.sendAndAck(textTo(to.user(), text))
                    .get("conversation")
                    .asText();
        }
    }

    @Test
    void whoHasNoConnectionGetsANoticeThatTheirBrowserAloneCanRead()
            throws GeneralSecurityException, ParseException, JOSEException {
        String conversation = say(bob, "are you there?");
        PushService.Notice notice = bobs.take();
        assertEquals(conversation, notice.payload().get("conversation").asText());
        assertEquals("are you there?", notice.payload().get("text").asText());
        assertEquals(alice.user(), notice.payload().get("from").asText());
        assertEquals("86400", notice.header("TTL"));
        assertEquals("c" + conversation, notice.header("Topic"));
        assertEquals("aes128gcm", notice.header("Content-Encoding"));

        String authorization = notice.header("Authorization");
        JsonNode offer = bob.get("/api/push-subscriptions").expect(200);
        String key = offer.get("key").asText();
        assertTrue(offer.get("enabled").asBoolean());
        assertTrue(authorization.endsWith("k=" + key), authorization);
        SignedJWT token = SignedJWT.parse(authorization.replaceFirst(".*t=([^,]+),.*", "$1"));
        assertTrue(token.verify(
                new ECDSAVerifier(PushService.publicKey(Base64.getUrlDecoder().decode(key)))));
        assertEquals(
                "http://" + ProtocolServer.PUSH_SERVICE.authority(),
                token.getJWTClaimsSet().getAudience().get(0));
        assertEquals(ProtocolServer.PUSH_CONTACT, token.getJWTClaimsSet().getSubject());
    }

    @Test
    void whoIsConnectedOrWroteItThemselvesGetsNone() {
        PushService.Browser alices = subscribe(alice);
        try (ChatClient connected = bob.connect()) {
            connected.take("welcome");
            say(bob, "you see this");
            connected.message("you see this");
            letEverythingElseBeTold();
        }
        assertEquals(0, bobs.requests());
        assertEquals(0, alices.requests());
    }

    @Test
    void ofManyMessagesTheLastIsTold() {
        try (ChatClient alices = alice.connect()) {
            for (int i = 1; i <= MANY; i++) {
                alices.sendAndAck(textTo(bob.user(), "message " + i));
            }
        }
        String told;
        do {
            told = bobs.take().payload().get("text").asText();
        } while (!told.equals("message " + MANY));
        letEverythingElseBeTold();
        assertTrue(bobs.requests() < MANY, bobs.requests() + " notices of " + MANY + " messages");
    }

    @Test
    void aQuietConversationTellsOfMentionsAlone() {
        String conversation = say(bob, "before it was quiet");
        bobs.take();
        bob.put("/api/conversations/" + conversation + "/quiet", "{}").expect(200);
        say(bob, "nothing urgent");
        letEverythingElseBeTold();
        assertEquals(1, bobs.requests());

        String group = alice.group("Team", bob);
        bob.put("/api/conversations/" + group + "/quiet", "{}").expect(200);
        sayIn(group, "for everybody who cares");
        letEverythingElseBeTold();
        assertEquals(1, bobs.requests());
        try (ChatClient alices = alice.connect()) {
            alices.sendAndAck(mentioning(ChatClient.text(group, "bob, look"), bob.user()));
            alices.sendAndAck(ChatClient.text(group, "and on they talk"));
        }
        assertEquals("bob, look", bobs.take().payload().get("text").asText());
        try (ChatClient alices = alice.connect()) {
            alices.sendAndAck(mentioning(ChatClient.text(group, "everybody, look"), Text.ALL));
        }
        assertEquals("everybody, look", bobs.take().payload().get("text").asText());

        bob.delete("/api/conversations/" + conversation + "/quiet").expect(200);
        say(bob, "no more quiet");
        assertEquals("no more quiet", bobs.take().payload().get("text").asText());
    }

    @Test
    void whoWantsLessIsToldLess() {
        String group = alice.group("Team", bob);
        letEverythingElseBeTold();
        int before = bobs.requests();
        settings("{\"notifications\":\"mentions\"}");
        sayIn(group, "for everybody who cares");
        letEverythingElseBeTold();
        assertEquals(before, bobs.requests());
        say(bob, "to you alone");
        assertEquals("to you alone", bobs.take().payload().get("text").asText());

        settings("{\"notifications\":\"none\"}");
        say(bob, "to you alone again");
        try (ChatClient alices = alice.connect()) {
            alices.sendAndAck(mentioning(ChatClient.text(group, "bob, look"), bob.user()));
            String call = ChatClient.cid();
            invite(alices, call);
            letEverythingElseBeTold();
            cancel(alices, call);
            letEverythingElseBeTold();
        }
        assertEquals(before + 1, bobs.requests());

        settings("{\"notifications\":\"all\",\"notificationText\":false}");
        String conversation = say(bob, "not on the locked screen");
        assertEquals(
                "{\"conversation\":\"" + conversation + "\"}",
                bobs.take().payload().toString());
    }

    @Test
    void aCallRingsAtTheBrowserOfWhoIsNotThereAndIsThenToldOfOnce() {
        try (ChatClient alices = alice.connect()) {
            invite(alices, ChatClient.cid());
            PushService.Notice ring = bobs.take();
            assertEquals("ring", ring.payload().get("kind").asText());
            assertEquals(alice.user(), ring.payload().get("from").asText());
            long left = Long.parseLong(ring.header("TTL"));
            assertTrue(left > 0 && left < ProtocolServer.RING_TIMEOUT.toSeconds(), "no longer than it rings: " + left);
            PushService.Notice record = null;
            for (PushService.Notice notice : List.of(bobs.take(), bobs.take())) {
                if (notice.payload().get("kind").asText().equals("over")) {
                    assertEquals(ring.payload().get("call"), notice.payload().get("call"));
                } else {
                    record = notice;
                }
            }
            assertEquals("missed", record.payload().get("outcome").asText());
            assertEquals(ring.payload().get("conversation"), record.payload().get("conversation"));
            letEverythingElseBeTold();
            assertEquals(3, bobs.requests());
        }
    }

    @Test
    void aCallRingsInAQuietConversationButNotWhereADeviceIs() {
        String conversation = say(bob, "before it was quiet");
        bobs.take();
        bob.put("/api/conversations/" + conversation + "/quiet", "{}").expect(200);
        try (ChatClient alices = alice.connect()) {
            String call = ChatClient.cid();
            invite(alices, call);
            assertEquals("ring", bobs.take().payload().get("kind").asText());
            try (ChatClient late = bob.connect()) {
                assertEquals(call, late.take("signal").get("call").asText(), "who comes by the notice finds the call");
                cancel(alices, call);
                PushService.Notice over = bobs.take();
                assertEquals("over", over.payload().get("kind").asText(), "what still rings elsewhere is taken back");
                assertEquals(call, over.payload().get("call").asText());
                assertEquals("r" + conversation, over.header("Topic"));
                invite(alices, ChatClient.cid());
                late.take(
                        "the second call",
                        frame -> ChatClient.is(frame, "signal")
                                && frame.get("event").asText().equals("invite"));
                letEverythingElseBeTold();
            }
        }
        assertEquals(3, bobs.requests());
    }

    private void settings(String change) {
        bob.patch("/api/me/settings", change).expect(200);
    }

    private void sayIn(String conversation, String text) {
        try (ChatClient alices = alice.connect()) {
            alices.sendAndAck(ChatClient.text(conversation, text));
        }
    }

    private static ObjectNode mentioning(ObjectNode text, String user) {
        text.putArray("mentions").add(user);
        return text;
    }

    private void invite(ChatClient alices, String call) {
        alices.send(signal(call, "invite"));
    }

    private void cancel(ChatClient alices, String call) {
        alices.send(signal(call, "cancel"));
        alices.take(
                "the record of the call",
                frame -> ChatClient.is(frame, "message")
                        && frame.get("kind").asText().equals("call"));
    }

    private ObjectNode signal(String call, String event) {
        return ChatClient.frame("signal")
                .put("call", call)
                .put("user", bob.user())
                .put("event", event);
    }

    @Test
    void whatFailsForAMomentIsTriedAgain() {
        bobs.answers(503, 429);
        say(bob, "in the end");
        assertEquals("in the end", bobs.take().payload().get("text").asText());
        assertEquals(3, bobs.requests());
    }

    @Test
    void aSubscriptionThatThePushServiceKnowsNoMoreIsRemoved() {
        double before = ProtocolServer.metric("parley_push_notices", "expired");
        bobs.answers(410);
        say(bob, "to nowhere");
        letEverythingElseBeTold();
        say(bob, "to nowhere again");
        letEverythingElseBeTold();
        assertEquals(1, bobs.requests());
        assertTrue(ProtocolServer.metric("parley_push_notices", "expired") > before);
    }

    @Test
    void aSubscriptionEndsWithItsSessionOrWhenItIsTakenBack() {
        ChatClientAccount tablet = bob.login();
        PushService.Browser tablets = subscribe(tablet);
        bob.logout();
        say(bob, "one of two");
        assertEquals("one of two", tablets.take().payload().get("text").asText());
        tablet.delete("/api/push-subscriptions").expect(204);
        say(bob, "none");
        letEverythingElseBeTold();
        assertEquals(1, tablets.requests());
        assertEquals(0, bobs.requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://push.example.org/x",
                "https://127.0.0.1/x",
                "https://localhost/x",
                "https://[::1]/x",
                "https://10.1.2.3/x",
                "https://192.168.0.1/x",
                "https://169.254.169.254/latest",
                "https://100.64.0.1/x",
                "https://[fd00::1]/x",
                "https://0.0.0.0/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://2130706433/x",
                "https://someone@push.example.org/x",
                "file:///etc/passwd",
                "not a URL",
                ""
            })
    void anEndpointThatOnlyTheServerReachesIsRefused(String endpoint) {
        String subscription =
                bobs.subscription().replaceFirst("\"endpoint\":\"[^\"]*\"", "\"endpoint\":\"" + endpoint + '"');
        bob.post("/api/push-subscriptions", subscription).expect(403);
    }

    @Test
    void keysThatAreNoneAreRefused() {
        String short16 = bobs.subscription().replaceFirst("\"auth\":\"[^\"]*\"", "\"auth\":\"AAAA\"");
        assertEquals(
                "malformed",
                bob.post("/api/push-subscriptions", short16)
                        .expect(400)
                        .get("code")
                        .asText());
        assertFalse(bob.post("/api/push-subscriptions", "{}").body().contains("Exception"));
    }
}
