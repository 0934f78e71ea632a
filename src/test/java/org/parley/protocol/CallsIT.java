package org.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.frame;

/** Who may take which step of a call, who hears of it, and what remains. */
@ExtendWith(ProtocolServer.class)
class CallsIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = alice.connect();
    private final ChatClient alicesPhone = alice.connect();
    private final ChatClient bobs = bob.connect();
    private final ChatClient bobsPhone = bob.connect();
    private final String call = ChatClient.cid();

    @AfterEach
    void close() {
        List.of(alices, alicesPhone, bobs, bobsPhone).forEach(ChatClient::close);
    }

    @Test
    void aCallIsTakenByOneDeviceAndLeavesOneRecord() {
        String connection = bobsPhone.take("welcome").get("connection").asText();
        alices.send(with(signal(bob, "invite"), data("video")));
        for (ChatClient device : List.of(bobs, bobsPhone)) {
            JsonNode invited = event(device, "invite");
            assertEquals(alice.user(), invited.get("user").asText());
            assertTrue(invited.at("/data/video").asBoolean());
        }
        bobs.send(signal(alice, "ringing"));
        event(alices, "ringing");

        bobsPhone.send(signal(alice, "accept"));
        for (ChatClient device : List.of(alices, alicesPhone, bobs, bobsPhone)) {
            JsonNode accepted = event(device, "accept");
            assertEquals(bob.user(), accepted.get("user").asText());
            assertEquals(connection, accepted.get("connection").asText(), "so that the others stop ringing");
        }
        assertEquals("conflict", refused(bobs, signal(alice, "accept")));

        alices.send(with(signal(bob, "offer"), sdp("v=0 of alice")));
        assertEquals("v=0 of alice", event(bobsPhone, "offer").at("/data/sdp").asText());
        bobsPhone.send(with(signal(alice, "answer"), sdp("v=0 of bob")));
        assertEquals("v=0 of bob", event(alices, "answer").at("/data/sdp").asText());
        alices.send(with(signal(bob, "candidate"), sdp("a way")));
        event(bobsPhone, "candidate");
        bobsPhone.send(signal(alice, "alive"));

        alices.send(signal(bob, "hangup"));
        for (ChatClient device : List.of(alices, alicesPhone, bobs, bobsPhone)) {
            event(device, "hangup");
            assertRecord(device, "completed", true);
        }
        assertEquals("not_found", refused(bobsPhone, signal(alice, "hangup")));
        assertEquals(1, onlyRecordOf(alice).get("seq").asLong());
        assertTrue(onlyRecordOf(bob).get("seconds").asLong() < 60);
    }

    @Test
    void aCallThatIsRejectedOrCancelledOrNeverConnectsSaysSo() {
        alices.send(signal(bob, "invite"));
        event(bobs, "invite");
        bobs.send(signal(alice, "reject"));
        event(alices, "reject");
        event(bobsPhone, "reject");
        assertRecord(alices, "rejected", false);

        String second = ChatClient.cid();
        alices.send(signal(second, bob, "invite"));
        event(bobs, "invite");
        // Only of a hang-up is there a failure to tell.
        alices.send(with(signal(second, bob, "cancel"), data("failed")));
        event(bobsPhone, "cancel");
        assertRecord(alices, "cancelled", false);

        String third = ChatClient.cid();
        alices.send(signal(third, bob, "invite"));
        event(bobs, "invite");
        bobs.send(signal(third, alice, "accept"));
        event(alices, "accept");
        alices.send(with(signal(third, bob, "hangup"), data("failed")));
        assertRecord(alices, "failed", false);
    }

    @Test
    void whoIsInACallIsBusyAndCanBeginNoOther() {
        alices.send(signal(bob, "invite"));
        event(bobs, "invite");
        bobs.send(signal(alice, "accept"));
        event(alices, "accept");

        ChatClientAccount carol = ProtocolServer.user("carol");
        try (ChatClient carols = carol.connect()) {
            String hers = ChatClient.cid();
            carols.send(signal(hers, bob, "invite"));
            assertEquals(bob.user(), event(carols, "busy").get("user").asText());
            assertEquals("busy", record(carols).get("outcome").asText());
            assertTrue(
                    bobs.untaken("signal").stream()
                            .noneMatch(signal -> signal.get("event").asText().equals("invite")),
                    "nothing rings during a call");
            assertEquals("conflict", refused(alicesPhone, signal(ChatClient.cid(), carol, "invite")));
            assertEquals("conflict", refused(carols, signal(call, alice, "invite")), "an id in use");
        }
    }

    @Test
    void aCallThatNobodyAnswersIsMissedEvenIfTheCallerIsGone() {
        alices.send(signal(bob, "invite"));
        event(bobs, "invite");
        alices.cut();
        alicesPhone.cut();
        JsonNode over = event(bobs, "cancel");
        assertEquals("missed", over.at("/data/reason").asText());
        JsonNode record = record(bobs);
        assertEquals("missed", record.get("outcome").asText());
        assertEquals(0, record.get("seconds").asLong());
        assertEquals(
                1,
                bob.conversation(record.get("conversation").asText())
                        .get("unread")
                        .asInt());
    }

    @Test
    void nobodyElseTakesPartAndNoStepIsTakenOutOfTurn() {
        ChatClientAccount mallory = ProtocolServer.user("mallory");
        try (ChatClient mallorys = mallory.connect()) {
            alices.send(signal(bob, "invite"));
            event(bobs, "invite");
            for (String event : new String[] {"accept", "reject", "cancel", "offer", "hangup", "alive"}) {
                assertEquals("not_found", refused(mallorys, signal(alice, event)), event);
            }
            for (String event : new String[] {"accept", "reject", "busy", "ringing", "hangup", "offer"}) {
                assertEquals("conflict", refused(alices, signal(bob, event)), event);
            }
            assertEquals("conflict", refused(bobs, signal(alice, "cancel")));
            bobs.send(signal(alice, "accept"));
            event(alices, "accept");
            assertEquals("not_found", refused(mallorys, signal(alice, "offer")));
            assertEquals("conflict", refused(alices, signal(bob, "cancel")));
        }
    }

    @Test
    void aDeviceThatConnectsWhileItRingsRingsToo() {
        alices.send(with(signal(bob, "invite"), data("video")));
        event(bobs, "invite");
        try (ChatClient late = bob.connect()) {
            JsonNode invited = event(late, "invite");
            assertEquals(call, invited.get("call").asText());
            assertEquals(alice.user(), invited.get("user").asText());
            assertTrue(invited.at("/data/video").asBoolean());
            late.send(signal(alice, "accept"));
            event(alices, "accept");
            event(bobs, "accept");
        }
        try (ChatClient later = bob.connect();
                ChatClient callersTablet = alice.connect()) {
            sayNothingOfTheCall(later, callersTablet);
        }
        alices.send(signal(bob, "hangup"));
        assertRecord(alices, "completed", true);
        try (ChatClient last = bob.connect()) {
            sayNothingOfTheCall(last);
        }
    }

    /** What would come by connecting, or by what was done, came before what is said afterwards. */
    private void sayNothingOfTheCall(ChatClient... devices) {
        ChatClientAccount dora = ProtocolServer.user("dora");
        try (ChatClient doras = dora.connect()) {
            String other = ChatClient.cid();
            for (ChatClientAccount callee : List.of(alice, bob)) {
                doras.sendAndAck(ChatClient.textTo(callee.user(), "after " + other));
            }
            for (ChatClient device : devices) {
                device.message("after " + other);
                assertTrue(device.untaken("signal").isEmpty(), "a signal of no call that rings");
            }
        }
    }

    @Test
    void twoWhoCallEachOtherAreInOneCall() {
        String connection = bobs.take("welcome").get("connection").asText();
        String his = ChatClient.cid();
        alices.send(with(signal(bob, "invite"), data("video")));
        event(bobsPhone, "invite");
        bobs.send(signal(his, alice, "invite"));
        for (ChatClient device : List.of(alices, alicesPhone, bobs, bobsPhone)) {
            JsonNode accepted = event(device, "accept");
            assertEquals(call, accepted.get("call").asText());
            assertEquals(bob.user(), accepted.get("user").asText());
            assertEquals(connection, accepted.get("connection").asText());
            assertEquals(his, accepted.at("/data/instead").asText());
            assertTrue(accepted.at("/data/video").asBoolean());
        }
        assertEquals("not_found", refused(bobs, signal(his, alice, "cancel")), "his call never was");
        alices.send(with(signal(bob, "offer"), sdp("v=0 of alice")));
        event(bobs, "offer");
        bobs.send(signal(alice, "hangup"));
        assertRecord(alices, "completed", true);
        assertEquals("call", onlyRecordOf(bob).get("kind").asText());
    }

    @Test
    void ofTwoInvitationsAtTheSameMomentOneCallComes() {
        for (int round = 0; round < 5; round++) {
            String hers = ChatClient.cid();
            String his = ChatClient.cid();
            alices.send(signal(hers, bob, "invite"));
            bobs.send(signal(his, alice, "invite"));
            String one = event(alices, "accept").get("call").asText();
            assertEquals(one, event(bobs, "accept").get("call").asText());
            assertTrue(List.of(hers, his).contains(one));
            alices.send(signal(one, bob, "hangup"));
            event(bobs, "hangup");
            event(alices, "hangup");
        }
    }

    @Test
    void whoIsBlockedCannotCall() {
        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":true}").expect(200);
        assertEquals("forbidden", refused(alices, signal(bob, "invite")));
        alices.sendAndAck(ChatClient.textTo(alice.user(), "fence"));
        sayNothingOfTheCall(bobs, bobsPhone);
    }

    @Test
    void badSignalsAreRefused() {
        assertEquals("malformed", refused(alices, signal("no id!", bob, "invite")));
        ObjectNode whisper = signal(bob, "whisper");
        JsonNode refused = alices.refused(whisper);
        assertEquals("unsupported", refused.get("code").asText());
        assertEquals(whisper.get("call"), refused.get("call"));
        assertEquals("malformed", refused(alices, signal(bob, "invite").put("data", "text")));
        assertEquals(
                "too_large",
                refused(alices, with(signal(bob, "invite"), sdp("x".repeat(ClientFrame.Signal.MAX_DATA)))));
        assertEquals("malformed", refused(alices, signal(alice, "invite")), "nobody calls themselves");
        assertEquals("not_found", refused(alices, signal(bob, "invite").put("user", "nobody-at-all")));
        assertEquals(
                "unsupported",
                alices.refused(ChatClient.textTo(bob.user(), "x")
                                .put("kind", "call")
                                .put("outcome", "missed"))
                        .get("code")
                        .asText(),
                "the server alone writes records");
    }

    @Test
    void callsAreRateLimited() {
        // More than may be begun at once: meanwhile, some come back.
        for (int i = 0; i < 60; i++) {
            String id = ChatClient.cid();
            alices.send(List.of(signal(id, bob, "invite"), signal(id, bob, "cancel")));
        }
        JsonNode refusal = alices.take(
                "the refusal of a call",
                frame -> ChatClient.is(frame, "error")
                        && frame.get("code").asText().equals("rate_limited"));
        assertTrue(refusal.get("retryAfter").asLong() > 0);
    }

    @Test
    void credentialsOfTurnExpire() throws GeneralSecurityException {
        JsonNode answer = alice.get("/api/ice-servers").expect(200);
        JsonNode stun = answer.at("/iceServers/0");
        assertEquals("stun:stun.example.org:3478", stun.at("/urls/0").asText());
        assertTrue(stun.path("credential").isMissingNode());
        JsonNode turn = answer.at("/iceServers/1");
        assertEquals(2, turn.get("urls").size());
        String[] name = turn.get("username").asText().split(":");
        assertEquals(alice.user(), name[1]);
        long left = Long.parseLong(name[0]) - Instant.now().getEpochSecond();
        assertEquals(43_200, left, 60);
        assertEquals(43_200, answer.get("expiresIn").asLong());
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(ProtocolServer.TURN_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        assertEquals(
                Base64.getEncoder()
                        .encodeToString(
                                mac.doFinal(turn.get("username").asText().getBytes(StandardCharsets.UTF_8))),
                turn.get("credential").asText());
    }

    private ObjectNode signal(ChatClientAccount to, String event) {
        return signal(call, to, event);
    }

    private static ObjectNode signal(String id, ChatClientAccount to, String event) {
        return frame("signal").put("call", id).put("user", to.user()).put("event", event);
    }

    private static ObjectNode with(ObjectNode signal, ObjectNode data) {
        signal.set("data", data);
        return signal;
    }

    private static ObjectNode data(String flag) {
        return ChatClientAccount.JSON.createObjectNode().put(flag, true);
    }

    private static ObjectNode sdp(String text) {
        return ChatClientAccount.JSON.createObjectNode().put("sdp", text);
    }

    private static JsonNode event(ChatClient device, String event) {
        return device.take(
                "the signal " + event,
                frame -> ChatClient.is(frame, "signal")
                        && frame.get("event").asText().equals(event));
    }

    private static String refused(ChatClient device, JsonNode signal) {
        return device.refused(signal).get("code").asText();
    }

    private static JsonNode record(ChatClient device) {
        return device.take(
                "the record of a call",
                frame -> ChatClient.is(frame, "message")
                        && frame.get("kind").asText().equals("call"));
    }

    private void assertRecord(ChatClient device, String outcome, boolean video) {
        JsonNode record = record(device);
        assertEquals(outcome, record.get("outcome").asText());
        assertEquals(video, record.get("video").asBoolean());
        assertEquals(alice.user(), record.get("from").asText());
    }

    private JsonNode onlyRecordOf(ChatClientAccount account) {
        JsonNode conversations = account.get("/api/conversations").expect(200).get("conversations");
        assertEquals(1, conversations.size());
        JsonNode messages = account.messages(conversations.get(0).get("id").asText(), "after=0")
                .get("messages");
        assertEquals(1, messages.size());
        return messages.get(0);
    }
}
