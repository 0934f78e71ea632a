package org.parley.protocol;

import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.frame;
import static org.parley.testing.ChatClient.text;
import static org.parley.testing.ChatClient.textTo;

@ExtendWith(ProtocolServer.class)
class ReceiptsIT {
    private static final int MESSAGES = 10;
    private static final int MANY = 200;

    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = alice.connect();
    private final ChatClient bobs = bob.connect();
    private final ChatClient bobsPhone = bob.connect();
    private final String conversation = conversation();

    private String conversation() {
        bobs.take("welcome");
        bobsPhone.take("welcome");
        String id = "";
        for (int i = 1; i <= MESSAGES; i++) {
            id = alices.sendAndAck(textTo(bob.user(), "text " + i))
                    .get("conversation")
                    .asText();
        }
        return id;
    }

    @AfterEach
    void close() {
        List.of(alices, bobs, bobsPhone).forEach(ChatClient::close);
    }

    @Test
    void aReceiptReachesTheOthersAndTheOwnOtherDevices() {
        bobs.send(receipt().put("delivered", 4));
        for (ChatClient device : List.of(alices, bobsPhone)) {
            JsonNode moved = receiptOfBob(device);
            assertEquals(4, moved.get("delivered").asInt());
            assertEquals(0, moved.get("read").asInt());
        }
        bobs.send(receipt().put("read", 3));
        JsonNode moved = receiptOfBob(alices);
        assertEquals(4, moved.get("delivered").asInt());
        assertEquals(3, moved.get("read").asInt());
        assertEquals(
                3, alice.conversation(conversation).get("others").get("read").asInt());
    }

    @Test
    void whatIsReadHasBeenDelivered() {
        bobs.send(receipt().put("read", 5));
        JsonNode moved = receiptOfBob(alices);
        assertEquals(5, moved.get("delivered").asInt());
        assertEquals(5, moved.get("read").asInt());
    }

    @Test
    void cursorsMoveForwardOnly() {
        bobs.send(receipt().put("delivered", 8).put("read", 6));
        receiptOfBob(alices);
        bobs.send(receipt().put("delivered", 2).put("read", 1));
        bobs.send(receipt().put("read", 7));
        JsonNode moved = receiptOfBob(alices);
        assertEquals(8, moved.get("delivered").asInt());
        assertEquals(7, moved.get("read").asInt());
        assertEquals(7, bob.conversation(conversation).get("read").asInt());
    }

    @Test
    void aReceiptBeyondTheEndOfTheLogIsClampedToIt() {
        bobs.send(receipt().put("delivered", Long.MAX_VALUE).put("read", 1_000_000));
        JsonNode moved = receiptOfBob(alices);
        assertEquals(MESSAGES, moved.get("delivered").asInt());
        assertEquals(MESSAGES, moved.get("read").asInt());
        alices.sendAndAck(text(conversation, "one more"));
        assertEquals(1, bob.conversation(conversation).get("unread").asInt());
    }

    @Test
    void manyReceiptsBecomeFewFrames() {
        List<ObjectNode> texts = IntStream.rangeClosed(MESSAGES + 1, MANY)
                .mapToObj(i -> text(conversation, "text " + i))
                .toList();
        alices.send(texts);
        texts.forEach(text -> alices.ack(text.get("cid").asText()));
        // Each of them moves the cursor.
        bobs.send(IntStream.rangeClosed(1, MANY)
                .mapToObj(seq -> receipt().put("delivered", seq))
                .toList());
        alices.take(
                "the last receipt",
                frame -> ChatClient.is(frame, "receipt")
                        && frame.get("delivered").asInt() == MANY);
        int others = alices.untaken("receipt").size();
        assertTrue(others < MANY / 4, () -> others + " frames before it");
    }

    @Test
    void unreadCountsTheOthersMessagesBehindTheOwnReadCursor() {
        assertEquals(MESSAGES, bob.conversation(conversation).get("unread").asInt());
        assertEquals(0, alice.conversation(conversation).get("unread").asInt(), "own messages are not unread");
        bobs.send(receipt().put("read", 7));
        receiptOfBob(alices);
        assertEquals(MESSAGES - 7, bob.conversation(conversation).get("unread").asInt());
        bobs.sendAndAck(text(conversation, "own"));
        int unread = bob.conversation(conversation).get("unread").asInt();
        assertTrue(unread == MESSAGES - 7 || unread == 0, "an own message is never unread, but there are " + unread);
        assertEquals(1, alice.conversation(conversation).get("unread").asInt());
    }

    @Test
    void oneRequestTellsAReturningClientAllThatItMissed() {
        bobs.close();
        bobsPhone.close();
        String group = alice.group("Team", bob);
        alices.sendAndAck(text(group, "welcome to the team"));
        alices.sendAndAck(text(conversation, "where are you?"));

        JsonNode list = bob.get("/api/conversations").expect(200);
        assertTrue(list.get("next").isNull());
        JsonNode first = list.get("conversations").get(0);
        JsonNode second = list.get("conversations").get(1);
        assertEquals(conversation, first.get("id").asText(), "newest activity first");
        assertEquals(MESSAGES + 1, first.get("lastSeq").asInt());
        assertEquals(MESSAGES + 1, first.get("unread").asInt());
        assertEquals(0, first.get("read").asInt());
        assertEquals("where are you?", first.get("last").get("text").asText());
        assertEquals(group, second.get("id").asText());
        assertEquals("Team", second.get("name").asText());
        assertEquals(1, second.get("unread").asInt(), "that one was added is no unread message");
    }

    @Test
    void receiptsSurviveTheConnectionThatSentThem() {
        bobs.send(receipt().put("read", 9));
        Await.until(
                "the receipt was stored",
                ChatClient.LIMIT,
                () -> bob.conversation(conversation).get("read").asInt() == 9);
        bobs.cut();
        assertEquals(1, bob.conversation(conversation).get("unread").asInt());
    }

    private ObjectNode receipt() {
        return frame("receipt").put("conversation", conversation);
    }

    private JsonNode receiptOfBob(ChatClient device) {
        return device.take(
                "a receipt of bob's",
                frame -> ChatClient.is(frame, "receipt")
                        && frame.get("user").asText().equals(bob.user()));
    }
}
