package org.parley.protocol;

import java.util.List;

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
import static org.parley.testing.ChatClient.textTo;

@ExtendWith(ProtocolServer.class)
class ContactsIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = alice.connect();
    private final ChatClient bobs = bob.connect();

    @AfterEach
    void close() {
        List.of(alices, bobs).forEach(ChatClient::close);
    }

    @Test
    void aRequestReachesTheOtherOneLiveAndMakesContactsOfBothWhenItIsAccepted() {
        assertEquals(
                "requested",
                request(alice, bob, "We met on Monday.").get("state").asText());
        JsonNode arrived = contact(bobs, "incoming");
        assertEquals(alice.user(), arrived.get("user").asText());
        assertEquals("We met on Monday.", arrived.get("text").asText());
        assertEquals(
                "incoming",
                listed(bob, "contact-requests", "requests").get(0).get("state").asText());
        assertEquals(
                "requested",
                listed(alice, "contact-requests", "requests")
                        .get(0)
                        .get("state")
                        .asText());

        answer(bob, alice, "accepted").expect(200);

        assertEquals(bob.user(), contact(alices, "contact").get("user").asText());
        contact(bobs, "contact");
        for (ChatClientAccount one : List.of(alice, bob)) {
            assertEquals(1, listed(one, "contacts", "contacts").size());
            assertEquals(0, listed(one, "contact-requests", "requests").size());
        }
        alice.delete("/api/contacts/" + bob.user()).expect(204);
        contact(bobs, "none");
        assertEquals(0, listed(bob, "contacts", "contacts").size());
    }

    @Test
    void whatCantBeDoneIsRefused() {
        assertEquals(409, answer(bob, alice, "accepted").status());
        assertEquals(409, alice.delete("/api/contacts/" + bob.user()).status());
        assertEquals(409, alice.post("/api/contact-requests", user(alice)).status());
        assertEquals(
                404,
                alice.post("/api/contact-requests", "{\"user\":\"nobody-here\"}")
                        .status());
        assertEquals(400, answer(bob, alice, "perhaps").status());
        assertEquals(
                400,
                alice.patch("/api/contacts/" + bob.user(), "{\"blocked\":\"yes\"}")
                        .status());
        String long201 = "x".repeat(201);
        assertEquals(
                400,
                alice.post("/api/contact-requests", "{\"user\":\"" + bob.user() + "\",\"text\":\"" + long201 + "\"}")
                        .status());
    }

    @Test
    void whoIsBlockedIsRefusedAndNotTold() {
        alices.sendAndAck(textTo(bob.user(), "hello"));
        bobs.message("hello");
        request(alice, bob, "hello");
        answer(bob, alice, "blocked").expect(200);

        contact(bobs, "blocked");
        assertEquals("none", contact(alices, "none").get("state").asText());
        assertEquals(
                "forbidden",
                alices.refused(textTo(bob.user(), "still there?")).get("code").asText());
        assertEquals(403, alice.post("/api/contact-requests", user(bob)).status());
        bobs.sendAndAck(textTo(alice.user(), "I may"));
        alices.message("I may");
        assertEquals(0, listed(alice, "contacts?blocked=true", "contacts").size());
        assertEquals(1, listed(bob, "contacts?blocked=true", "contacts").size());
        String direct =
                listed(alice, "conversations", "conversations").get(0).get("id").asText();
        JsonNode members =
                alice.get("/api/conversations/" + direct + "/members").expect(200);
        assertFalse(members.toString().contains("mutedUntil"), "nor by what the members look like");

        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":false}").expect(200);
        alices.sendAndAck(textTo(bob.user(), "again"));
        bobs.message("again");
    }

    @Test
    void whoIsBlockedBeforeTheFirstWordIsRefusedToo() {
        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":true}").expect(200);

        assertEquals(
                "forbidden",
                alices.refused(textTo(bob.user(), "hello")).get("code").asText());
        letArriveWhatAliceDid();
        assertTrue(bobs.untaken("message").isEmpty());
        assertTrue(bobs.untaken("conversation").isEmpty(), "nor is a conversation opened");
        assertFalse(bob.get("/api/conversations").expect(200).toString().contains(alice.user()));
        bobs.sendAndAck(textTo(alice.user(), "but who blocks may open one"));
    }

    @Test
    void whatCanBeNoFirstWordOpensNoConversation() {
        ObjectNode reply = textTo(bob.user(), "to nothing").put("replyTo", 1);
        assertEquals("not_found", alices.refused(reply).get("code").asText());
        ObjectNode toAll = textTo(bob.user(), "all of you");
        toAll.putArray("mentions").add("@all");
        assertEquals("not_found", alices.refused(toAll).get("code").asText());
        letArriveWhatAliceDid();
        assertTrue(bobs.untaken("conversation").isEmpty());
        ObjectNode first = textTo(bob.user(), "for you");
        first.putArray("mentions").add(bob.user());
        alices.sendAndAck(first);
    }

    @Test
    void whoIsBlockedIsNotSeenTypingEither() {
        String direct = alices.sendAndAck(textTo(bob.user(), "hello"))
                .get("conversation")
                .asText();
        bob.patch("/api/contacts/" + alice.user(), "{\"blocked\":true}").expect(200);
        alices.send(ChatClient.frame("typing").put("conversation", direct).put("on", true));
        bobs.send(ChatClient.frame("typing").put("conversation", direct).put("on", true));

        alices.take("typing");
        letArriveWhatAliceDid();
        assertTrue(bobs.untaken("typing").isEmpty());
    }

    /** What bob gets of what alice did before, he gets before somebody else's words that are written after it. */
    private void letArriveWhatAliceDid() {
        alices.sendAndAck(textTo(alice.user(), "fence"));
        ChatClientAccount carol = ProtocolServer.user("carol");
        try (ChatClient carols = carol.connect()) {
            carols.sendAndAck(textTo(bob.user(), "fence"));
        }
        bobs.take(
                "the conversation with carol",
                frame -> ChatClient.is(frame, "conversation")
                        && frame.at("/summary/user").asText().equals(carol.user()));
        bobs.message("fence");
    }

    private JsonNode request(ChatClientAccount by, ChatClientAccount to, String text) {
        return by.post("/api/contact-requests", "{\"user\":\"" + to.user() + "\",\"text\":\"" + text + "\"}")
                .expect(200);
    }

    private static String user(ChatClientAccount account) {
        return "{\"user\":\"" + account.user() + "\"}";
    }

    private static ChatClientAccount.Answer answer(ChatClientAccount by, ChatClientAccount to, String state) {
        return by.patch("/api/contact-requests/" + to.user(), "{\"state\":\"" + state + "\"}");
    }

    private static JsonNode listed(ChatClientAccount account, String path, String field) {
        return account.get("/api/" + path).expect(200).get(field);
    }

    private static JsonNode contact(ChatClient client, String state) {
        return client.take(
                "contact " + state,
                frame -> frame.path("type").asText().equals("contact")
                        && frame.path("state").asText().equals(state));
    }
}
