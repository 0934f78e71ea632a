package org.parley.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.text;
import static org.parley.testing.ChatClient.textTo;

@ExtendWith(ProtocolServer.class)
class MessagesIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient phone = alice.connect();
    private final ChatClient desktop = alice.connect();
    private final ChatClient bobs = bob.connect();

    @AfterEach
    void close() {
        List.of(phone, desktop, bobs).forEach(ChatClient::close);
    }

    @Test
    void aMessageReachesAllDevicesOfAllMembersButNotTheConnectionThatSentIt() {
        try (ChatClient bobsPhone = bob.connect()) {
            bobsPhone.take("welcome");
            ObjectNode sent = textTo(bob.user(), "hi");
            JsonNode ack = phone.sendAndAck(sent);
            assertEquals(1, ack.get("seq").asLong());

            for (ChatClient device : List.of(desktop, bobs, bobsPhone)) {
                JsonNode message = device.message("hi");
                assertEquals(alice.user(), message.get("from").asText());
                assertEquals(ack.get("conversation"), message.get("conversation"));
                assertEquals(ack.get("seq"), message.get("seq"));
                assertEquals(ack.get("at"), message.get("at"));
                assertEquals(device == desktop, message.has("cid"), "cid is for own devices only");
            }
            phone.sendAndAck(text(ack.get("conversation").asText(), "fence"));
            bobs.message("fence");
            desktop.sendAndAck(text(ack.get("conversation").asText(), "back"));
            phone.message("back");
            assertEquals(List.of(), phone.untaken("message"));
        }
    }

    @Test
    void aFirstMessageMakesTheDirectConversationAppearForBoth() {
        String conversation = open();
        for (ChatClient device : List.of(phone, desktop, bobs)) {
            JsonNode appeared = device.take("conversation");
            assertEquals(conversation, appeared.get("conversation").asText());
            assertEquals(
                    device == bobs ? alice.user() : bob.user(),
                    appeared.get("summary").get("user").asText());
        }
        assertEquals(
                conversation,
                bobs.sendAndAck(textTo(alice.user(), "me too"))
                        .get("conversation")
                        .asText());
    }

    @Test
    void framesMayComeAndGoInArrays() {
        String conversation = open();
        List<ObjectNode> frames = IntStream.range(0, 200)
                .mapToObj(i -> text(conversation, "number " + i))
                .toList();
        phone.send(frames);
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(
                    i + 2,
                    phone.ack(frames.get(i).get("cid").asText()).get("seq").asInt());
        }
        for (int i = 0; i < frames.size(); i++) {
            JsonNode next =
                    bobs.take("number " + i, f -> f.path("text").asText().startsWith("number "));
            assertEquals("number " + i, next.get("text").asText());
        }
        assertTrue(bobs.largestArray() > 1, "nothing came as an array");
    }

    @Test
    void aFrameInAnArrayThatIsRefusedDoesNotKeepTheOthersFromBeingCarriedOut() {
        String conversation = open();
        ObjectNode good = text(conversation, "good");
        phone.sendRaw("[{\"type\":\"nonsense\"},7,[]," + good + "]");
        phone.ack(good.get("cid").asText());
        assertEquals(3, phone.untaken("error").size());
        bobs.message("good");
    }

    @Test
    void aRepeatedCidGetsTheOriginalsAckAndLeavesTheLogAsItIs() {
        String conversation = open();
        ObjectNode sent = text(conversation, "once");
        JsonNode first = phone.sendAndAck(sent);
        sent.put("text", "another text");
        assertEquals(first, phone.sendAndAck(sent));
        try (ChatClient later = alice.connect()) {
            assertEquals(first, later.sendAndAck(sent));
        }
        phone.send(List.of(sent, sent, sent));
        for (int i = 0; i < 3; i++) {
            assertEquals(first, phone.ack(sent.get("cid").asText()));
        }
        phone.sendAndAck(text(conversation, "fence"));
        bobs.message("once");
        bobs.message("fence");
        assertEquals(List.of("hi", "once", "fence"), texts(conversation));
        assertEquals(1, bobs.untaken("message").size(), "only the first one, hi");
    }

    @Test
    void aRepeatedCidToAnotherConversationIsStillTheOriginal() {
        String conversation = open();
        ObjectNode sent = text(conversation, "once");
        JsonNode first = phone.sendAndAck(sent);
        String other = alice.group("other", bob);
        sent.put("conversation", other);
        assertEquals(first, phone.sendAndAck(sent));
        assertEquals(1, alice.conversation(other).get("lastSeq").asInt());
    }

    @Test
    void theSameCidOfTwoSendersIsTwoMessages() {
        String conversation = open();
        ObjectNode sent = text(conversation, "same");
        assertEquals(2, phone.sendAndAck(sent).get("seq").asInt());
        assertEquals(3, bobs.sendAndAck(sent).get("seq").asInt());
    }

    @Test
    void senderFieldsOfAFrameAreNotBelieved() {
        String conversation = open();
        ObjectNode forged = text(conversation, "forged");
        forged.put("from", bob.user()).put("sender", bob.user()).put("seq", 99).put("at", "2001-01-01T00:00:00Z");
        phone.sendAndAck(forged);
        JsonNode message = bobs.message("forged");
        assertEquals(alice.user(), message.get("from").asText());
        assertEquals(2, message.get("seq").asInt());
        assertFalse(message.get("at").asText().startsWith("2001"));
    }

    @Test
    void repliesMentionsAndAllOfUnicodeArriveAsTheyWereSent() {
        String conversation = open();
        String everything =
                "\"\\\b\f\n\r\t/\u0001\u007f é 漢字 \uD83D\uDE00 \u202e‮ <script>alert(1)</script> '); DROP TABLE x; \u2028\ufeff\uffff";
        ObjectNode sent = text(conversation, everything).put("replyTo", 1);
        sent.putArray("mentions").add(bob.user());
        phone.sendAndAck(sent);
        JsonNode message = bobs.message(everything);
        assertEquals(1, message.get("replyTo").asInt());
        assertEquals(bob.user(), message.get("mentions").get(0).asText());
        assertEquals(
                everything,
                bob.messages(conversation, "after=1")
                        .get("messages")
                        .get(0)
                        .get("text")
                        .asText());
    }

    @Test
    void aNoteToOneselfIsAConversationOfItsOwn() {
        JsonNode ack = phone.sendAndAck(textTo(alice.user(), "milk"));
        assertEquals("milk", desktop.message("milk").get("text").asText());
        assertEquals(
                1,
                alice.conversation(ack.get("conversation").asText())
                        .get("memberCount")
                        .asInt());
    }

    @Test
    void aPingIsAnswered() {
        phone.send(ChatClient.frame("ping"));
        phone.take("pong");
        letArriveWhatThePhoneDid();
        assertEquals(List.of(), desktop.untaken("pong"));
    }

    @Test
    void typingReachesTheOtherMembersAlone() {
        String conversation = open();
        phone.send(ChatClient.frame("typing").put("conversation", conversation).put("on", true));
        JsonNode typing = bobs.take("typing");
        assertEquals(alice.user(), typing.get("user").asText());
        assertTrue(typing.get("on").asBoolean());
        phone.send(ChatClient.frame("typing").put("conversation", conversation).put("on", false));
        assertFalse(bobs.take("typing").get("on").asBoolean());
        letArriveWhatThePhoneDid();
        assertEquals(List.of(), desktop.untaken("typing"));
        assertEquals(List.of(), phone.untaken("typing"));
        assertEquals(1, alice.conversation(conversation).get("lastSeq").asInt(), "typing is not stored");
    }

    /** What both devices get of what the phone did before, they get before notes that are written after it. */
    private void letArriveWhatThePhoneDid() {
        phone.sendAndAck(textTo(alice.user(), "fence"));
        desktop.message("fence");
        desktop.sendAndAck(textTo(alice.user(), "back"));
        phone.message("back");
    }

    private String open() {
        desktop.take("welcome");
        bobs.take("welcome");
        return phone.sendAndAck(textTo(bob.user(), "hi")).get("conversation").asText();
    }

    private List<String> texts(String conversation) {
        List<String> texts = new ArrayList<>();
        alice.messages(conversation, "after=0")
                .get("messages")
                .forEach(m -> texts.add(m.get("text").asText()));
        return texts;
    }
}
