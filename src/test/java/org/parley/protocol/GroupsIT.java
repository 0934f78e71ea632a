package org.parley.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.testing.ChatClient.text;

@ExtendWith(ProtocolServer.class)
class GroupsIT {
    private final ChatClientAccount alice = ProtocolServer.user("alice");
    private final ChatClientAccount bob = ProtocolServer.user("bob");
    private final ChatClientAccount carol = ProtocolServer.user("carol");
    private final ChatClient alices = alice.connect();
    private final ChatClient bobs = bob.connect();
    private final ChatClient carols = carol.connect();
    private final String group = group();

    private String group() {
        List.of(alices, bobs, carols).forEach(client -> client.take("welcome"));
        return alice.group("Team", bob);
    }

    @AfterEach
    void close() {
        List.of(alices, bobs, carols).forEach(ChatClient::close);
    }

    @Test
    void aNewGroupAppearsForItsMembers() {
        for (ChatClient member : List.of(alices, bobs)) {
            JsonNode entry = event(member, "created");
            assertEquals(1, entry.get("seq").asInt());
            assertEquals(alice.user(), entry.get("from").asText());
            assertEquals("Team", entry.get("name").asText());
        }
        assertEquals("owner", alice.conversation(group).get("role").asText());
        JsonNode summary = bob.conversation(group);
        assertEquals("group", summary.get("type").asText());
        assertEquals("member", summary.get("role").asText());
        assertEquals(2, summary.get("memberCount").asInt());
        assertEquals(group, bobs.take("conversation").get("conversation").asText());
    }

    @Test
    void whoIsAddedGetsTheGroupAndWhatFollows() {
        add(alice, 200);
        assertEquals(group, carols.take("conversation").get("conversation").asText());
        assertEquals(carol.user(), event(bobs, "joined").get("users").get(0).asText());
        bobs.sendAndAck(text(group, "hello, carol"));
        assertEquals(3, carols.message("hello, carol").get("seq").asInt());
        carols.sendAndAck(text(group, "hello"));
        alices.message("hello");
        bobs.message("hello");
        assertEquals(409, add(alice, 0).status(), "carol is a member already");
    }

    @Test
    void whoIsRemovedIsToldAndGetsNothingMore() {
        add(alice, 200);
        carols.take("conversation");
        alice.delete(member(carol)).expect(204);
        JsonNode gone = carols.take("gone", frame -> frame.path("gone").asBoolean());
        assertEquals(group, gone.get("conversation").asText());
        event(bobs, "removed");

        alices.sendAndAck(text(group, "she is gone"));
        bobs.message("she is gone");
        assertEquals(
                "forbidden",
                carols.refused(text(group, "let me in")).get("code").asText());
        carols.sendAndAck(ChatClient.textTo(carol.user(), "fence"));
        assertTrue(
                carols.untaken("message").stream().noneMatch(m -> m.toString().contains("she is gone")));

        assertEquals(403, carol.get("/api/conversations/" + group).status());
        assertEquals(403, carol.get("/api/conversations/" + group + "/messages").status());
        assertEquals(403, carol.get("/api/conversations/" + group + "/members").status());
        assertTrue(listed(carol).stream().noneMatch(group::equals));
    }

    @Test
    void whoLeavesIsGone() {
        bob.delete(member(bob)).expect(204);
        bobs.take("gone", frame -> frame.path("gone").asBoolean());
        assertEquals(bob.user(), event(alices, "left").get("from").asText());
        assertEquals(403, bob.get("/api/conversations/" + group).status());
        assertEquals(1, alice.conversation(group).get("memberCount").asInt());
    }

    @Test
    void theOwnerHandsTheGroupOverBeforeLeaving() {
        assertEquals(409, alice.delete(member(alice)).status());
        alice.patch(member(bob), "{\"role\":\"owner\"}").expect(200);
        assertEquals("admin", alice.conversation(group).get("role").asText());
        assertEquals("owner", bob.conversation(group).get("role").asText());
        alice.delete(member(alice)).expect(204);
    }

    @Test
    void aMemberMayNeitherAddNorRemoveNorRenameNorAppoint() {
        assertEquals(403, add(bob, 0).status());
        assertEquals(403, bob.delete(member(alice)).status());
        assertEquals(
                403,
                bob.patch("/api/conversations/" + group, "{\"name\":\"Mine\"}").status());
        assertEquals(403, bob.patch(member(bob), "{\"role\":\"admin\"}").status());
        assertEquals(1, alice.conversation(group).get("lastSeq").asInt());
    }

    @Test
    void anAdminAddsRemovesAndRenamesButDoesNotTouchTheOwner() {
        alice.patch(member(bob), "{\"role\":\"admin\"}").expect(200);
        assertEquals("admin", event(bobs, "role").get("role").asText());
        add(bob, 200);
        bob.patch("/api/conversations/" + group, "{\"name\":\"Renamed\"}").expect(200);
        assertEquals("Renamed", event(alices, "renamed").get("name").asText());
        assertEquals(403, bob.delete(member(alice)).status());
        assertEquals(403, bob.patch(member(carol), "{\"role\":\"admin\"}").status());
        bob.delete(member(carol)).expect(204);
    }

    @Test
    void aRenameAndANoticeAreEntriesOfTheLogThatAllSee() {
        JsonNode changed = alice.patch(
                        "/api/conversations/" + group, "{\"name\":\"Other name\",\"notice\":\"Be kind.\"}")
                .expect(200);
        assertEquals("Other name", changed.get("name").asText());
        assertEquals("Be kind.", changed.get("notice").asText());
        assertEquals("Other name", event(bobs, "renamed").get("name").asText());
        assertEquals("Be kind.", event(bobs, "notice").get("name").asText());
        alice.patch("/api/conversations/" + group, "{\"notice\":null}").expect(200);
        assertTrue(bob.conversation(group).get("notice").isNull());
    }

    @Test
    void membersAreListedPageByPage() {
        add(alice, 200);
        JsonNode first =
                alice.get("/api/conversations/" + group + "/members?limit=2").expect(200);
        assertTrue(alice.get("/api/conversations/" + group + "/members?cursor=" + Long.MAX_VALUE)
                .expect(200)
                .get("members")
                .isEmpty());
        assertEquals(2, first.get("members").size());
        JsonNode rest = alice.get("/api/conversations/" + group + "/members?limit=2&cursor="
                        + first.get("next").asText())
                .expect(200);
        assertEquals(1, rest.get("members").size());
        assertTrue(rest.get("next").isNull());
    }

    @Test
    void aStrangerSeesNothingOfAGroup() {
        assertEquals(403, carol.get("/api/conversations/" + group).status());
        assertEquals(403, carol.get("/api/conversations/" + group + "/messages").status());
        assertEquals(403, carol.get("/api/conversations/" + group + "/members").status());
        assertEquals(403, add(carol, 0).status());
        assertEquals(403, carol.delete(member(carol)).status());
        assertEquals(
                404,
                alice.post("/api/conversations/" + group + "/members", "{\"users\":[\"nobody-here\"]}")
                        .status());
    }

    @Test
    void anOpenGroupIsFoundAndJoined() {
        String name = "Open to all " + carol.user();
        alice.patch("/api/conversations/" + group, "{\"name\":\"" + name + "\"}")
                .expect(200);
        assertEquals(0, found(name).size(), "by invitation, it is not found");
        alice.patch("/api/conversations/" + group, "{\"joinMode\":\"open\"}").expect(200);
        assertEquals("open", event(bobs, "joinMode").get("joinMode").asText());
        JsonNode listing = found(name.substring(2)).get(0);
        assertEquals("open", listing.get("joinMode").asText());
        assertEquals(2, listing.get("memberCount").asInt());
        assertEquals(false, listing.get("member").asBoolean());

        join(carol, 200);

        assertEquals(carol.user(), event(bobs, "joined").get("from").asText());
        assertEquals(group, carols.take("conversation").get("conversation").asText());
        assertEquals(true, found(name).get(0).get("member").asBoolean());
        assertEquals("member", carol.conversation(group).get("role").asText());
    }

    @Test
    void whoAsksIsLetInOrRefusedOrBlocked() {
        ask(carol, 403);
        alice.patch("/api/conversations/" + group, "{\"joinMode\":\"approval\"}")
                .expect(200);
        join(carol, 403);
        ask(carol, 200);
        JsonNode asked = alices.take(
                "a request", frame -> frame.path("summary").path("joinRequests").asInt() == 1);
        assertEquals(group, asked.get("conversation").asText());
        assertTrue(bob.conversation(group).path("joinRequests").isMissingNode(), "not for members to know");
        assertEquals("Please", requests("pending").get(0).get("text").asText());
        assertEquals(403, bob.get(requests()).status());
        decide(bob, "accepted", 403);
        decide(alice, "refused", 200);
        assertEquals(0, requests("pending").size());
        ask(carol, 200);
        decide(carol, "withdrawn", 200);
        decide(alice, "accepted", 409);
        ask(carol, 200);

        decide(alice, "accepted", 200);

        JsonNode entry = event(bobs, "accepted");
        assertEquals(carol.user(), entry.get("users").get(0).asText());
        carols.sendAndAck(text(group, "thank you"));
        bobs.message("thank you");
        decide(alice, "blocked", 409);
        carol.delete(member(carol)).expect(204);
        decide(alice, "blocked", 200);
        ask(carol, 403);
        alice.patch("/api/conversations/" + group, "{\"joinMode\":\"open\"}").expect(200);
        join(carol, 403);
        decide(alice, "unblocked", 200);
        join(carol, 200);
    }

    @Test
    void namesAndNoticesAreCountedInCharactersWhateverTheirKind() {
        String name = "😀".repeat(100);
        JsonNode summary = alice.patch(
                        "/api/conversations/" + group,
                        "{\"name\":\" " + name + " \",\"notice\":\"" + "😀".repeat(1_000) + "\"}")
                .expect(200);
        assertEquals(name, summary.get("name").asText());
        assertEquals(
                400,
                alice.patch("/api/conversations/" + group, "{\"name\":\"" + name + "x\"}")
                        .status());
        JsonNode profile = alice.patch("/api/me", "{\"name\":\"" + name + "\",\"status\":\"" + "😀".repeat(140) + "\"}")
                .expect(200);
        assertEquals(name, profile.get("name").asText());
    }

    @Test
    void whoIsMutedIsRefusedForThatTime() {
        String end = Instant.now().plus(Duration.ofHours(1)).toString();
        assertEquals(
                400,
                alice.patch(member(bob), "{\"mutedUntil\":\"" + end + "\",\"role\":\"admin\"}")
                        .status());
        assertFalse(bob.conversation(group).has("mutedUntil"), "and nothing of it was done");
        alice.patch(member(bob), "{\"mutedUntil\":\"" + end + "\"}").expect(200);
        assertEquals(bob.user(), event(bobs, "muted").get("users").get(0).asText());
        assertTrue(bob.conversation(group).has("mutedUntil"));

        JsonNode refusal = bobs.refused(text(group, "hello"));
        assertEquals("forbidden", refusal.get("code").asText());
        assertTrue(refusal.get("retryAfter").asLong() > 3_000_000);
        alices.sendAndAck(text(group, "quiet, please"));
        bobs.message("quiet, please");
        assertEquals(403, bob.patch(member(bob), "{\"mutedUntil\":null}").status());

        alice.patch(member(bob), "{\"mutedUntil\":null}").expect(200);
        bobs.sendAndAck(text(group, "thank you"));
        assertEquals(
                400, alice.patch(member(bob), "{\"mutedUntil\":\"tomorrow\"}").status());
        assertEquals(
                400,
                alice.patch(member(bob), "{\"mutedUntil\":\"2001-01-01T00:00:00Z\"}")
                        .status());
    }

    @Test
    void aDissolvedGroupIsGoneForEverybody() {
        assertEquals(403, bob.delete("/api/conversations/" + group).status());
        alice.delete("/api/conversations/" + group).expect(204);

        for (ChatClient client : List.of(alices, bobs)) {
            client.take("gone", frame -> frame.path("gone").asBoolean());
            assertEquals(
                    "forbidden",
                    client.refused(text(group, "anybody?")).get("code").asText());
        }
        for (ChatClientAccount account : List.of(alice, bob)) {
            assertEquals(
                    403,
                    account.get("/api/conversations/" + group + "/messages").status());
            assertTrue(listed(account).stream().noneMatch(group::equals));
        }
    }

    private JsonNode found(String query) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        return carol.get("/api/groups?query=" + encoded).expect(200).get("groups");
    }

    private void join(ChatClientAccount account, int expected) {
        account.post("/api/conversations/" + group + "/members", "{\"users\":[\"" + account.user() + "\"]}")
                .expect(expected);
    }

    private void ask(ChatClientAccount account, int expected) {
        account.post(requests(), "{\"text\":\"Please\"}").expect(expected);
    }

    private void decide(ChatClientAccount by, String state, int expected) {
        by.patch(requests() + "/" + carol.user(), "{\"state\":\"" + state + "\"}")
                .expect(expected);
    }

    private String requests() {
        return "/api/conversations/" + group + "/join-requests";
    }

    private JsonNode requests(String state) {
        return alice.get(requests() + "?state=" + state).expect(200).get("requests");
    }

    private ChatClientAccount.Answer add(ChatClientAccount by, int expected) {
        var answer = by.post("/api/conversations/" + group + "/members", "{\"users\":[\"" + carol.user() + "\"]}");
        if (expected != 0) {
            answer.expect(expected);
        }
        return answer;
    }

    private String member(ChatClientAccount account) {
        return "/api/conversations/" + group + "/members/" + account.user();
    }

    private static JsonNode event(ChatClient client, String event) {
        return client.take(
                "the entry " + event, frame -> frame.path("event").asText().equals(event));
    }

    private static List<String> listed(ChatClientAccount account) {
        return account.get("/api/conversations")
                .expect(200)
                .get("conversations")
                .findValuesAsText("id");
    }
}
