package org.parley.protocol;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FileTransfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(ProtocolServer.class)
class AdministrationIT {
    /** Nodes look for each other every ten seconds. */
    private static final Duration TWO_LOOKS_FOR_NODES = Duration.ofSeconds(20);

    private final ChatClientAccount administrator =
            ProtocolServer.administrator().login();
    private ChatClientAccount user;
    private String account;

    @BeforeEach
    void meet() {
        user = ProtocolServer.user("managed");
        account = "/api/admin/users/" + user.user();
    }

    @Test
    void administratorsFindEverybody() {
        administrator.patch(account, "{\"enabled\":false}").expect(200);

        JsonNode page = administrator
                .get("/api/admin/users?query=" + user.user().toUpperCase(java.util.Locale.ROOT))
                .expect(200);

        assertEquals(1, page.get("users").size());
        JsonNode found = page.get("users").get(0);
        assertEquals(user.user(), found.get("user").asText());
        assertFalse(found.get("enabled").asBoolean());
        assertFalse(found.get("administrator").asBoolean());
        JsonNode first = administrator.get("/api/admin/users?limit=1").expect(200);
        JsonNode second = administrator
                .get("/api/admin/users?limit=1&cursor=" + first.get("next").asText())
                .expect(200);
        assertTrue(first.at("/users/0/user")
                        .asText()
                        .compareTo(second.at("/users/0/user").asText())
                < 0);
    }

    @Test
    void whoIsDisabledIsOutAtOnceAndBackWhenEnabled() {
        try (ChatClient connection = user.connect()) {
            connection.take("welcome");
            administrator.patch(account, "{\"enabled\":false}").expect(200);
            assertEquals(4403, connection.closeCode());
        }
        user.get("/api/me").expect(403);

        administrator.patch(account, "{\"enabled\":true}").expect(200);

        user.get("/api/me").expect(401);
        user.login().get("/api/me").expect(200);
    }

    @Test
    void whoIsMadeAdministratorIsOneAtOnceAndNoLongerThanThat() {
        user.get("/api/admin/users").expect(403);

        administrator.patch(account, "{\"administrator\":true}").expect(200);
        user.get("/api/admin/users").expect(200);

        administrator.patch(account, "{\"administrator\":false}").expect(200);
        user.get("/api/admin/users").expect(403);
    }

    @Test
    void anAccountThatAnAdministratorMadeIsItsOwnersByALink() {
        String name = "made-" + ChatClient.cid().substring(0, 8);
        JsonNode made = administrator
                .post("/api/admin/users", "{\"user\":\"" + name + "\",\"name\":\"Made For You\"}")
                .expect(201);
        assertEquals("Made For You", made.get("name").asText());
        administrator.post("/api/admin/users", "{\"user\":\"" + name + "\"}").expect(409);
        String link = passwordLink(name);
        setPassword(name, link, "short").expect(400);
        setPassword(user.user(), link, "for somebody else").expect(404);

        JsonNode entered = setPassword(name, link, "chosen by myself").expect(200);

        assertEquals(name, entered.get("user").asText());
        logIn(name, "chosen by myself").expect(200);
        assertEquals(administrator.user(), newest("user.create").get("actor").asText());
        assertEquals(name, newest("user.password").get("target").asText());
        assertEquals("", newest("user.password").path("actor").asText(""));
        assertTheTrailIsIntact();
    }

    @Test
    void whoForgotThePasswordSetsAnotherByALinkAndIsOutEverywhereElse() {
        String link = passwordLink(user.user());
        user.get("/api/me").expect(200);

        setPassword(user.user(), link, "this time I remember").expect(200);

        user.get("/api/me").expect(401);
        logIn(user.user(), ChatClientAccount.PASSWORD).expect(401);
        logIn(user.user(), "this time I remember").expect(200);
        assertEquals(user.user(), newest("user.password-link").get("target").asText());
    }

    @Test
    void aLinkIsGoodOnce() {
        String link = passwordLink(user.user());

        List<Integer> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> setPassword(user.user(), link, "password of " + i).status()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();

        assertEquals(List.of(200, 404, 404, 404), answers);
    }

    @Test
    void theNewestLinkIsTheOneThatCounts() {
        String first = passwordLink(user.user());
        String second = passwordLink(user.user());
        setPassword(user.user(), first, "by the first one").expect(404);
        user.post(
                        "/api/auth/password",
                        "{\"current\":\"" + ChatClientAccount.PASSWORD + "\",\"password\":\"I remember it\"}")
                .expect(204);
        setPassword(user.user(), second, "by the second one").expect(404);
    }

    @Test
    void thereIsNoPasswordLinkForADisabledAccount() {
        String link = passwordLink(user.user());
        administrator.patch(account, "{\"enabled\":false}").expect(200);
        administrator.post(account + "/password-link", "").expect(409);
        administrator.patch(account, "{\"enabled\":true}").expect(200);
        setPassword(user.user(), link, "let me in again").expect(404);
    }

    private String passwordLink(String handle) {
        return administrator
                .post("/api/admin/users/" + handle + "/password-link", "")
                .expect(200)
                .get("link")
                .asText();
    }

    private ChatClientAccount.Answer setPassword(String handle, String link, String password) {
        return stranger()
                .post(
                        "/api/auth/password-link",
                        "{\"user\":\"" + handle + "\",\"link\":\"" + link + "\",\"password\":\"" + password + "\"}");
    }

    private ChatClientAccount.Answer logIn(String handle, String password) {
        return stranger().post("/api/auth/login", "{\"user\":\"" + handle + "\",\"password\":\"" + password + "\"}");
    }

    private ChatClientAccount stranger() {
        return ChatClientAccount.stranger(user.base());
    }

    @Test
    void administratorsEndSessionsOfOthers() {
        ChatClientAccount second = user.login();
        JsonNode sessions = administrator.get(account + "/sessions").expect(200).get("sessions");
        assertEquals(2, sessions.size());
        assertFalse(sessions.get(0).get("current").asBoolean());

        administrator
                .delete(account + "/sessions/" + sessions.get(0).get("id").asText())
                .expect(204);
        assertEquals(
                1,
                administrator
                        .get(account + "/sessions")
                        .expect(200)
                        .get("sessions")
                        .size());

        administrator.delete(account + "/sessions").expect(204);
        user.get("/api/me").expect(401);
        second.get("/api/me").expect(401);
    }

    @Test
    void anErasedUserIsGoneAndWhatTheyWroteIsNot() {
        ChatClientAccount other = ProtocolServer.user("other");
        String conversation = writesTo(other, "something to keep");
        assertEquals(
                user.user(),
                other.messages(conversation, "").at("/messages/0/from").asText());

        administrator.delete(account).expect(204);

        JsonNode message = other.messages(conversation, "").at("/messages/0");
        assertEquals("something to keep", message.get("text").asText());
        assertTrue(message.get("from").asText().startsWith("erased-"), message.toString());
        assertFalse(other.conversation(conversation).toString().contains(user.user()));
        other.get("/api/users/" + user.user()).expect(404);
        administrator.get(account).expect(404);
        user.post(
                        "/api/auth/login",
                        "{\"user\":\"" + user.user() + "\",\"password\":\"" + ChatClientAccount.PASSWORD + "\"}")
                .expect(401);
    }

    @Test
    void whoTakesTheNameOfSomebodyErasedHasNotWrittenWhatTheyWrote() {
        ChatClientAccount other = ProtocolServer.user("other");
        String conversation = writesTo(other, "by the first one");
        administrator.delete(account).expect(204);
        user.post("/api/auth/register", "{\"user\":\"" + user.user() + "\",\"password\":\"quite another one\"}")
                .expect(201);

        JsonNode message = other.messages(conversation, "").at("/messages/0");
        assertEquals("by the first one", message.get("text").asText());
        assertTrue(message.get("from").asText().startsWith("erased-"), message.toString());
    }

    private String writesTo(ChatClientAccount other, String text) {
        try (ChatClient connection = user.connect()) {
            return connection
                    .sendAndAck(ChatClient.textTo(other.user(), text))
                    .get("conversation")
                    .asText();
        }
    }

    @Test
    void theTrailTellsWhoDidWhatFromWhere() {
        administrator.patch(account, "{\"enabled\":false}").expect(200);

        JsonNode entry = newest("user.disable");
        assertEquals(administrator.user(), entry.get("actor").asText());
        assertEquals(user.user(), entry.get("target").asText());
        assertEquals("127.0.0.1", entry.get("address").asText());
        assertEquals(administrator.user(), newest("login").get("actor").asText());
        assertTheTrailIsIntact();
    }

    @Test
    void theTrailTellsWhoBecameAnAdministratorByRegistering() {
        JsonNode entries = administrator
                .get("/api/admin/audit?limit=100&action=user.administrator")
                .expect(200)
                .get("entries");
        List<JsonNode> registering = StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.get("details").asText().equals("by registering"))
                .toList();
        assertEquals(1, registering.size(), entries.toString());
        assertEquals(administrator.user(), registering.get(0).get("actor").asText());
        assertEquals(administrator.user(), registering.get(0).get("target").asText());
    }

    @Test
    void theTrailTellsOfWrongPasswordsForAdministratorsButNotOfAll() {
        administrator.patch(account, "{\"administrator\":true}").expect(200);
        ChatClientAccount ordinary = ProtocolServer.user("ordinary");
        for (int i = 1; i <= 20; i++) {
            guesses(user, "192.0.2." + i);
        }
        guesses(ordinary, "192.0.2.21");

        JsonNode entry = newest("login.failed");
        assertEquals(user.user(), entry.get("target").asText());
        assertEquals("", entry.get("actor").asText());
        assertEquals("192.0.2.10", entry.get("address").asText(), "a trail that everybody can fill tells nothing");
        assertEquals(10, failures(user));
        assertEquals(0, failures(ordinary));
    }

    private static void guesses(ChatClientAccount target, String address) {
        ChatClientAccount.Answer answer =
                ChatClientAccount.send(HttpRequest.newBuilder(target.base().resolve("/api/auth/login"))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", address)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"user\":\"" + target.user() + "\",\"password\":\"not the password\"}"))
                        .build());
        assertEquals(401, answer.status(), answer.body());
    }

    private long failures(ChatClientAccount target) {
        JsonNode entries = administrator
                .get("/api/admin/audit?limit=200&action=login.failed")
                .expect(200)
                .get("entries");
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.get("target").asText().equals(target.user()))
                .count();
    }

    @Test
    void whoIsErasedIsNotFoundInTheTrailEither() {
        administrator.patch(account, "{\"administrator\":true}").expect(200);
        user.login();
        assertEquals(user.user(), newest("login").get("actor").asText());
        assertEquals(
                1,
                administrator
                        .get("/api/admin/audit?action=login&actor=" + user.user())
                        .expect(200)
                        .get("entries")
                        .size());

        administrator.delete(account).expect(204);
        assertTrue(administrator
                .delete("/api/admin/users/" + administrator.user())
                .expect(409)
                .get("detail")
                .asText()
                .contains("chat.admin.user"));

        String erased = newest("user.erase").get("target").asText();
        assertTrue(erased.startsWith("erased-"), erased);
        assertEquals(erased, newest("login").get("actor").asText());
        assertFalse(administrator.get("/api/admin/audit?limit=200").body().contains('"' + user.user() + '"'));
        assertTheTrailIsIntact();
    }

    @Test
    void whoIsErasedStaysSo() {
        long id = Long.parseLong(newestUserErased().substring("erased-".length()));
        String erased = "/api/admin/users/erased-" + id;
        assertTrue(administrator.get(erased).expect(200).get("erased").asBoolean());
        administrator.patch(erased, "{\"enabled\":true}").expect(409);
        administrator.delete(erased).expect(409);
        user.post("/api/auth/register", "{\"user\":\"Erased-" + id + "0\",\"password\":\"long enough\"}")
                .expect(400);
    }

    private String newestUserErased() {
        administrator.delete(account).expect(204);
        return newest("user.erase").get("target").asText();
    }

    @Test
    void theTrailTellsWhatModeratorsDidButNotWhoOnlyLeft() {
        ChatClientAccount other = ProtocolServer.user("other");
        String group = user.group("Group", other);
        String members = "/api/conversations/" + group + "/members/";
        user.patch(members + other.user(), "{\"role\":\"admin\"}").expect(200);

        JsonNode entry = newest("group.role");
        assertEquals(user.user(), entry.get("actor").asText());
        assertEquals(group, entry.get("target").asText());
        assertEquals(other.user() + " admin", entry.get("details").asText());

        try (ChatClient theirs = other.connect();
                ChatClient own = user.connect()) {
            long seq = theirs.sendAndAck(ChatClient.text(group, "to be recalled"))
                    .get("seq")
                    .asLong();
            long later = own.sendAndAck(ChatClient.text(group, "taken back"))
                    .get("seq")
                    .asLong();
            own.sendAndAck(ChatClient.change(group, "recall", seq));
            own.sendAndAck(ChatClient.change(group, "recall", later));
            JsonNode recall = newest("message.recall");
            assertEquals(user.user(), recall.get("actor").asText());
            assertEquals(group, recall.get("target").asText());
            assertEquals(other.user() + " seq " + seq, recall.get("details").asText());
        }
        other.delete(members + other.user()).expect(204);
        assertEquals(
                0,
                administrator
                        .get("/api/admin/audit?action=group.left")
                        .expect(200)
                        .get("entries")
                        .size());
    }

    @Test
    void theTrailTellsWhoWasNotLetIntoAGroup() {
        ChatClientAccount asker = ProtocolServer.user("asker");
        String group = user.group("By approval");
        user.patch("/api/conversations/" + group, "{\"joinMode\":\"approval\"}").expect(200);
        String requests = "/api/conversations/" + group + "/join-requests";
        asker.post(requests, "{}").expect(200);
        user.patch(requests + "/" + asker.user(), "{\"state\":\"blocked\"}").expect(200);

        JsonNode entry = newest("group.request-blocked");
        assertEquals(user.user(), entry.get("actor").asText());
        assertEquals(group, entry.get("target").asText());
        assertEquals(asker.user(), entry.get("details").asText());
        assertTheTrailIsIntact();
    }

    @Test
    void anExportHasEverythingAndIsRecorded() {
        ChatClientAccount other = ProtocolServer.user("other");
        String group = user.group("Exported", other);
        try (ChatClient connection = user.connect()) {
            connection.sendAndAck(ChatClient.text(group, "to be exported"));
        }
        try (ChatClient connection = other.connect()) {
            connection.sendAndAck(ChatClient.text(group, "by somebody else"));
        }

        String[] conversation = lines("/api/admin/conversations/" + group + "/export");
        assertEquals("member", type(conversation[0]));
        assertEquals("member", type(conversation[1]));
        assertEquals(5, conversation.length);
        assertTrue(conversation[3].contains("to be exported"), conversation[3]);
        assertEquals(group, newest("export.conversation").get("target").asText());

        user.patch("/api/me/settings", "{\"theme\":\"dark\"}").expect(200);
        user.put("/api/conversations/" + group + "/quiet", "{}").expect(200);
        user.patch("/api/me", "{\"status\":\"exporting\"}").expect(200);
        user.patch("/api/contacts/" + other.user(), "{\"blocked\":true}").expect(200);
        String joined = other.group("By approval");
        other.patch("/api/conversations/" + joined, "{\"joinMode\":\"approval\"}")
                .expect(200);
        user.post("/api/conversations/" + joined + "/join-requests", "{\"text\":\"Let me in\"}")
                .expect(200);
        FileTransfer.uploaded(user, "own.txt", "mine".getBytes(StandardCharsets.UTF_8));
        String subscription = ProtocolServer.PUSH_SERVICE.browser().subscription();
        user.post("/api/push-subscriptions", subscription).expect(204);
        String[] mine = lines(account + "/export");
        String all = String.join("\n", mine);
        assertTrue(all.contains("\"status\":\"exporting\""), all);
        assertTrue(all.contains("{\"type\":\"contact\",\"user\":\"" + other.user() + "\",\"state\":\"blocked\""), all);
        assertTrue(all.contains("\"type\":\"joinRequest\",\"conversation\":\"" + joined + "\""), all);
        assertTrue(all.contains("\"text\":\"Let me in\""), all);
        assertTrue(all.contains("\"name\":\"own.txt\""), all);
        assertEquals("account", type(mine[0]));
        assertEquals("settings", type(mine[1]));
        assertTrue(mine[1].contains("\"theme\":\"dark\""), mine[1]);
        assertEquals("session", type(mine[2]));
        assertTrue(all.contains("{\"type\":\"pushSubscription\",\"service\":\"127.0.0.1\",\"created\":"), all);
        assertFalse(
                all.contains(
                        AuthorisationTable.json(subscription).get("endpoint").asText()),
                all);
        assertTrue(all.contains("\"type\":\"member\""), all);
        assertTrue(all.contains("\"quietUntil\":"));
        assertTrue(mine[mine.length - 1].contains("to be exported"), mine[mine.length - 1]);
        assertFalse(all.contains("by somebody else"));
        assertEquals(user.user(), newest("export.user").get("target").asText());
    }

    private String[] lines(String path) {
        ChatClientAccount.Answer answer = administrator.get(path);
        assertEquals(200, answer.status(), answer.body());
        assertTrue(answer.header("Content-Type").startsWith("application/jsonl"));
        return answer.body().split("\n");
    }

    private static String type(String line) {
        return AuthorisationTable.json(line).get("type").asText();
    }

    @Test
    void groupsAreFoundByTheirNameAndPutOnHold() {
        String group = user.group("Hold " + user.user());
        String path = "/api/admin/conversations/" + group;

        administrator.patch(path, "{\"legalHold\":true}").expect(200);

        JsonNode found = administrator
                .get("/api/admin/conversations?query=hold%20" + user.user())
                .expect(200)
                .at("/groups/0");
        assertEquals(group, found.get("id").asText());
        assertEquals(1, found.get("members").asInt());
        assertTrue(found.get("legalHold").asBoolean());
        assertEquals(group, newest("hold.set").get("target").asText());
        administrator.patch(path, "{\"legalHold\":false}").expect(200);
        assertEquals(group, newest("hold.lift").get("target").asText());
        administrator.patch(path, "{}").expect(400);
    }

    @Test
    void aDisabledGroupIsReadAndLeftAndNothingElse() {
        ChatClientAccount other = ProtocolServer.user("other");
        String group = user.group("Disabled " + user.user(), other);
        String path = "/api/conversations/" + group;
        user.patch(path, "{\"joinMode\":\"open\"}").expect(200);
        try (ChatClient owner = user.connect();
                ChatClient member = other.connect()) {
            owner.sendAndAck(ChatClient.text(group, "said before"));
            disable(group, true);
            member.take("the group as it is now", frame -> frame.at("/summary/disabled")
                    .asBoolean());

            assertEquals("forbidden", code(owner.refused(ChatClient.text(group, "too late"))));
            assertEquals("forbidden", code(member.refused(ChatClient.text(group, "too late"))));
            assertEquals(3, other.messages(group, "").get("messages").size());
            user.patch(path, "{\"name\":\"Other\"}").expect(403);
            user.patch(path + "/members/" + other.user(), "{\"role\":\"admin\"}")
                    .expect(403);
            user.delete(path).expect(403);
            ChatClientAccount stranger = ProtocolServer.user("stranger");
            stranger.post(path + "/members", "{\"users\":[\"" + stranger.user() + "\"]}")
                    .expect(403);
            assertFalse(stranger.get("/api/groups?query=" + user.user()).body().contains("Disabled"));
            other.delete(path + "/members/" + other.user()).expect(204);
            other.get(path).expect(403);

            disable(group, false);
            owner.take(
                    "the group as it is now",
                    frame -> ChatClient.is(frame, "conversation")
                            && frame.has("summary")
                            && !frame.get("summary").has("disabled"));
            owner.sendAndAck(ChatClient.text(group, "said after"));
        }
    }

    private static String code(JsonNode error) {
        return error.get("code").asText();
    }

    private void disable(String group, boolean on) {
        String path = "/api/admin/conversations/" + group;
        String action = on ? "group.disable" : "group.enable";
        String body = "{\"disabled\":" + on + "}";
        assertEquals(
                on, administrator.patch(path, body).expect(200).get("disabled").asBoolean());
        JsonNode entry = newest(action);
        assertEquals(group, entry.get("target").asText());
        assertEquals(administrator.user(), entry.get("actor").asText());
        // What is so already is not done, and not recorded.
        administrator.patch(path, body).expect(200);
        assertEquals(entry, newest(action));
    }

    @Test
    void aDisabledGroupIsDissolvedByAdministratorsAlone() {
        String group = user.group("To be dissolved");
        disable(group, true);
        user.delete("/api/conversations/" + group).expect(403);

        administrator.delete("/api/admin/conversations/" + group).expect(204);

        user.get("/api/conversations/" + group).expect(403);
        assertEquals(group, newest("group.dissolve").get("target").asText());
    }

    @Test
    void aGroupWhoseOwnerIsGoneIsHandedOver() {
        ChatClientAccount other = ProtocolServer.user("other");
        ChatClientAccount stranger = ProtocolServer.user("stranger");
        String group = user.group("Without an owner", other);
        String path = "/api/admin/conversations/" + group;
        administrator.patch(account, "{\"enabled\":false}").expect(200);
        assertEquals(404, administrator.patch(path, owner(stranger)).status());
        try (ChatClient connection = other.connect()) {
            connection.take("welcome");

            administrator.patch(path, owner(other)).expect(200);

            JsonNode told = connection.take(
                    "message", frame -> frame.path("event").asText().equals("role"));
            assertEquals(user.user(), told.get("from").asText());
            assertEquals(other.user(), told.at("/users/0").asText());
        }
        assertEquals("owner", other.conversation(group).get("role").asText());
        other.patch("/api/conversations/" + group + "/members/" + user.user(), "{\"role\":\"member\"}")
                .expect(200);
        JsonNode entry = newest("group.owner");
        assertEquals(administrator.user(), entry.get("actor").asText());
        assertEquals(group, entry.get("target").asText());
        assertTrue(entry.get("details").asText().contains(other.user()), entry.toString());
        administrator.patch(path, owner(other)).expect(200);
        assertEquals(entry, newest("group.owner"), "was so already, and is not recorded");
        assertTheTrailIsIntact();
    }

    @Test
    void aDirectConversationIsFoundByItsTwo() {
        ChatClientAccount other = ProtocolServer.user("other");
        String path = "/api/admin/conversations/direct?one=" + other.user() + "&other=" + user.user();
        assertEquals(404, administrator.get(path).status());
        String conversation = writesTo(other, "to be kept");

        assertEquals(conversation, administrator.get(path).expect(200).get("id").asText());

        administrator
                .patch("/api/admin/conversations/" + conversation, "{\"legalHold\":true}")
                .expect(200);
        assertTrue(administrator.get(path).expect(200).get("legalHold").asBoolean());
        assertEquals(404, administrator.get("/api/admin/conversations/direct").status());
    }

    private static String owner(ChatClientAccount member) {
        return "{\"owner\":\"" + member.user() + "\"}";
    }

    @Test
    void aGroupIsDissolvedForAllOfItsMembers() {
        ChatClientAccount other = ProtocolServer.user("other");
        String group = user.group("To be dissolved", other);
        try (ChatClient connection = other.connect()) {
            connection.take("welcome");
            administrator.delete("/api/admin/conversations/" + group).expect(204);
            connection.take("the end of the group", frame -> ChatClient.is(frame, "conversation") && frame.has("gone"));
        }
        other.get("/api/conversations/" + group).expect(403);
        user.get("/api/conversations/" + group).expect(403);
        assertEquals(administrator.user(), newest("group.dissolve").get("actor").asText());
        JsonNode entry = newest("group.dissolve");
        administrator.delete("/api/admin/conversations/" + group).expect(204);
        assertEquals(entry, newest("group.dissolve"), "nobody was left, and nothing was done");
    }

    @Test
    void theSystemTellsOfItsNodes() {
        try (ChatClient connection = user.connect()) {
            connection.take("welcome");
            JsonNode system = administrator.get("/api/admin/system").expect(200);
            assertTrue(system.get("ready").asBoolean());
            assertEquals("channel", system.get("mode").asText());
            assertFalse(system.get("version").asText().contains("$"));
            assertEquals(1, system.get("nodes").size());
            assertTrue(system.at("/nodes/0/connections").asInt() >= 1);
        }
    }

    @Test
    void aNodeOfThisModeWarnsOfOthers() throws SQLException {
        String warning = "Other nodes use this database: ";
        if (ProtocolServer.server().logs().contains(warning)) {
            // By an attempt before this one; it warns again only after it has looked once and found nobody.
            LockSupport.parkNanos(TWO_LOOKS_FOR_NODES.toNanos());
        }
        String other = ProtocolServer.name("the-other-node");
        ProtocolServer.execute(
                "INSERT INTO parley_node (id, name, version, mode, connections, users, started_at, seen_at) "
                        + "VALUES ('" + other + "', '" + other + "', '1', 'channel', 0, 0, CURRENT_TIMESTAMP, "
                        + "TIMESTAMP '9999-01-01 00:00:00')");
        try {
            Await.until("a warning", TWO_LOOKS_FOR_NODES.multipliedBy(3), () -> ProtocolServer.server()
                    .logs()
                    .contains(warning + other + "."));
        } finally {
            ProtocolServer.execute("DELETE FROM parley_node WHERE id = '" + other + "'");
        }
    }

    @Test
    void badParametersAreRefused() {
        administrator.patch(account, "{\"enabled\":\"no\"}").expect(400);
        administrator.get("/api/admin/users?limit=0").expect(400);
        administrator.get("/api/admin/users?cursor=!").expect(400);
        administrator.get("/api/admin/audit?cursor=x").expect(400);
        administrator.get("/api/admin/users/nobody-of-this-name").expect(404);
    }

    private JsonNode newest(String action) {
        return administrator
                .get("/api/admin/audit?limit=1&action=" + action)
                .expect(200)
                .at("/entries/0");
    }

    private void assertTheTrailIsIntact() {
        assertTrue(administrator
                .post("/api/admin/audit/verify", "")
                .expect(200)
                .get("intact")
                .asBoolean());
    }
}
