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
import static org.parley.testing.ChatClient.text;

/** Edits, recalls, reactions and mentions on the wire. */
@ExtendWith(ProtocolServer.class)
class ChangesOfMessagesIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClient alices = alice.connect();
    private final ChatClient bobs = bob.connect();
    private final String group = alice.group("Group", bob);

    @AfterEach
    void close() {
        List.of(alices, bobs).forEach(ChatClient::close);
    }

    @Test
    void anEditReachesEverybodyAndIsOnThePageOfItsTarget() {
        long seq = says(alices, "teh text");

        long edit = seqOf(alices, change("edit", seq).put("text", "the text"));

        JsonNode told = bobs.take("edit", frame -> frame.path("kind").asText().equals("edit"));
        assertEquals(seq, told.get("target").asLong());
        assertEquals("the text", told.get("text").asText());
        assertEquals(edit, told.get("seq").asLong());
        JsonNode now = entry(seq);
        assertEquals("the text", now.get("text").asText());
        assertTrue(now.has("edited"));
        assertEquals(edit, now.get("changed").asLong());
    }

    @Test
    void aRecallLeavesATombstoneAndNoText() {
        long seq = says(alices, "secret");
        seqOf(alices, change("edit", seq).put("text", "secret too"));
        bobs.message("secret");

        seqOf(alices, change("recall", seq));

        bobs.take("recall", frame -> frame.path("kind").asText().equals("recall"));
        assertEquals(alice.user(), entry(seq).at("/recalled/by").asText());
        assertFalse(entry(seq).has("text"));
        for (String page :
                List.of("limit=200", "after=0&limit=200", "around=" + seq, "after=" + seq, "before=" + (seq + 1))) {
            assertFalse(bob.messages(group, page).toString().contains("secret"), page);
        }
        assertFalse(bob.get("/api/conversations").expect(200).toString().contains("secret"));
        assertEquals(0, bob.conversation(group).get("unread").asInt(), "what was recalled is not unread");
    }

    @Test
    void reactionsAreCountedAndNameWhoReacted() {
        long seq = says(alices, "hi");
        seqOf(bobs, change("reaction", seq).put("emoji", "👍").put("on", true));

        JsonNode told =
                alices.take("reaction", frame -> frame.path("kind").asText().equals("reaction"));
        assertEquals("👍", told.get("emoji").asText());
        JsonNode reaction = entry(seq).at("/reactions/0");
        assertEquals(1, reaction.get("count").asInt());
        assertEquals(bob.user(), reaction.at("/users/0").asText());

        seqOf(bobs, change("reaction", seq).put("emoji", "👍").put("on", false));
        assertFalse(entry(seq).has("reactions"));
    }

    @Test
    void whatMayNotBeIsRefusedWithItsReason() {
        long seq = says(alices, "hi");

        assertEquals("forbidden", code(bobs, change("edit", seq).put("text", "x")));
        assertEquals("forbidden", code(bobs, change("recall", seq)));
        assertEquals(
                "not_found",
                code(bobs, change("reaction", 999).put("emoji", "👍").put("on", true)));
        assertEquals("forbidden", code(bobs, mentioning("@all")));
        assertEquals("not_found", code(bobs, mentioning("nobody-there")));
        seqOf(alices, change("recall", seq));
        assertEquals("conflict", code(alices, change("edit", seq).put("text", "x")));
        assertEquals("conflict", code(alices, change("recall", seq)));
        assertEquals(
                "conflict",
                code(bobs, change("reaction", seq).put("emoji", "👍").put("on", true)));
    }

    @Test
    void mentionsCountApartInTheSummary() {
        alices.sendAndAck(mentioning(bob.user()));
        alices.sendAndAck(mentioning("@all"));
        says(alices, "hi");

        JsonNode summary = bob.conversation(group);
        assertEquals(3, summary.get("unread").asInt());
        assertEquals(2, summary.get("mentions").asInt());
        assertEquals(0, alice.conversation(group).get("mentions").asInt());
    }

    private ObjectNode mentioning(String who) {
        ObjectNode frame = text(group, "look");
        frame.putArray("mentions").add(who);
        return frame;
    }

    private ObjectNode change(String kind, long target) {
        return ChatClient.change(group, kind, target);
    }

    private long says(ChatClient client, String words) {
        return seqOf(client, text(group, words));
    }

    private static long seqOf(ChatClient client, ObjectNode frame) {
        return client.sendAndAck(frame).get("seq").asLong();
    }

    private static String code(ChatClient client, ObjectNode frame) {
        return client.refused(frame).get("code").asText();
    }

    private JsonNode entry(long seq) {
        return bob.messages(group, "before=" + (seq + 1) + "&limit=1").at("/messages/0");
    }
}
