package org.parley.guarantee;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEObjectType;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.Closing;
import org.parley.testing.FakeProvider;
import org.parley.testing.FileTransfer;
import org.parley.testing.KafkaServer;
import org.parley.testing.ManualMetrics;
import org.parley.testing.MariaDbServer;
import org.parley.testing.PushService;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two nodes on one Kafka and one database are as one. */
@Tag("guarantee")
class KafkaModeIT {

    private static final String PROGRAMS = "parley-api";

    private static FakeProvider provider;
    private static PushService pushService;
    private static MariaDbServer database;
    private static KafkaServer kafka;
    private static ApplicationServer one;
    private static ApplicationServer other;

    @BeforeAll
    static void start() {
        provider = new FakeProvider();
        pushService = new PushService();
        database = new MariaDbServer("kafka-mode").start();
        kafka = new KafkaServer("kafka-mode").start();
        one = node("one");
        other = node("other");
    }

    private static ApplicationServer node(String name) {
        ApplicationServer node = Servers.fast("kafka-" + name);
        return node.with(database)
                .with(kafka)
                .with("CHAT_NODE", name)
                .with("CHAT_PUBLIC_URL", node.baseUri().toString().replaceFirst("/$", ""))
                .with("CHAT_OIDC_ISSUER", provider.issuer().toString())
                .with("CHAT_OIDC_CLIENT_ID", FakeProvider.CLIENT)
                .with("CHAT_OIDC_AUDIENCE", PROGRAMS)
                .with("CHAT_PUSH_HOSTS", pushService.authority())
                .with("CHAT_PUSH_TEXT", "shown")
                // All nodes share it.
                .with(
                        "CHAT_FILE_DIR",
                        node.folder().resolveSibling("kafka-mode-files").toString())
                .with("CHAT_FILE_RESERVE", "0")
                .start();
    }

    @AfterAll
    static void end() {
        Closing.all(one, other, kafka, database, provider, pushService);
    }

    @Test
    void peopleOnDifferentNodesChatAndEveryDeviceOfTheirsHearsOfIt() {
        ChatClientAccount alice = ChatClientAccount.register(one.baseUri(), "alice");
        ChatClientAccount bob = ChatClientAccount.register(other.baseUri(), "bob");
        try (ChatClient hers = alice.connect();
                ChatClient hersElsewhere = alice.at(other.baseUri()).connect();
                ChatClient his = bob.connect()) {
            JsonNode first = hers.sendAndAck(ChatClient.textTo("bob", "hello"));
            assertEquals(1, first.get("seq").asLong(), "what is not foreseen is told with its place");
            String conversation = first.get("conversation").asText();
            assertEquals("alice", his.message("hello").get("from").asText());
            assertTrue(hersElsewhere.message("hello").has("cid"));
            his.take("conversation");

            hers.sendAndAck(ChatClient.text(conversation, "again"));
            assertEquals(2, his.message("again").get("seq").asLong());
            his.sendAndAck(ChatClient.text(conversation, "back"));
            assertEquals(3, hers.message("back").get("seq").asLong());
            hersElsewhere.message("back");

            his.send(
                    ChatClient.frame("typing").put("conversation", conversation).put("on", true));
            assertEquals("bob", hers.take("typing").get("user").asText());
            his.send(ChatClient.frame("receipt")
                    .put("conversation", conversation)
                    .put("read", 2));
            assertEquals(2, hers.take("receipt").get("read").asLong());
        }
        ManualMetrics.assertAgreeWith(List.of(one, other), ManualMetrics.Table.ALWAYS, ManualMetrics.Table.KAFKA_MODE);
    }

    @Test
    void aLogOutAtTheProviderThatOneNodeHearsOfClosesConnectionsOnTheOther() throws Exception {
        Instant now = Instant.now();
        String token = provider.sign(provider.claims(now)
                .audience(PROGRAMS)
                .claim("preferred_username", "olga")
                .claim("sid", "s-1")
                .build());
        String notice = provider.sign(
                new JOSEObjectType("logout+jwt"),
                provider.claims(now)
                        .jwtID("n-1")
                        .claim("sid", "s-1")
                        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                        .build());
        try (ChatClient program = ChatClient.connect(other.baseUri(), token)) {
            program.take("welcome");

            ChatClientAccount.send(HttpRequest.newBuilder(one.baseUri().resolve("/api/auth/oidc/backchannel-logout"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + notice))
                            .build())
                    .expect(200);

            assertEquals(4401, program.closed().get(20, TimeUnit.SECONDS));
        }
        HttpRequest endless = HttpRequest.newBuilder(one.baseUri().resolve("/api/auth/oidc/backchannel-logout"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + "x".repeat(100_000)))
                .build();
        ChatClientAccount.send(endless).expect(413);
    }

    @Test
    void anIdentityAtTheProviderIsNobodyElsesWhateverNameAndAddressItHas() {
        ChatClientAccount rita = ChatClientAccount.register(one.baseUri(), "rita");
        rita.patch("/api/me", "{\"email\":\"rita@example.org\"}").expect(200);

        String first = handleOf(one, identity("r-1", "rita", "rita@example.org"));
        String second = handleOf(other, identity("r-2", "rita", "rita@example.org"));

        assertEquals(3, Set.of("rita", first, second).size(), first + " and " + second);
        assertEquals(first, handleOf(other, identity("r-1", "rita-married", "another@example.org")));
        assertEquals("rita", rita.get("/api/me").expect(200).get("user").asText());
        assertEquals(second, handleOf(one, identity("r-2", "rita", "rita@example.org")));
    }

    private static String identity(String subject, String name, String email) {
        return provider.sign(provider.claims(Instant.now())
                .audience(PROGRAMS)
                .subject(subject)
                .claim("preferred_username", name)
                .claim("email", email)
                .build());
    }

    private static String handleOf(ApplicationServer node, String token) {
        return ChatClientAccount.send(HttpRequest.newBuilder(node.baseUri().resolve("/api/me"))
                        .header("Authorization", "Bearer " + token)
                        .build())
                .expect(200)
                .get("user")
                .asText();
    }

    @Test
    void aSignOnThatBeganOnOneNodeIsFinishedByTheOther() {
        ChatClientAccount.Answer begun = ask(one, "/api/auth/oidc/login", "");
        assertEquals(303, begun.status(), begun.body());
        Map<String, String> asked = Arrays.stream(
                        URI.create(begun.header("Location")).getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        provider.idToken = provider.sign(provider.claims(Instant.now())
                .subject("sven")
                .claim("preferred_username", "sven")
                .claim("nonce", asked.get("nonce"))
                .build());

        provider.userInfo = Map.of("sub", "sven");

        ChatClientAccount.Answer done = ask(
                other,
                "/api/auth/oidc/callback?code=c&state=" + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8),
                cookies(begun));

        assertEquals(303, done.status(), done.body());
        assertFalse(done.header("Location").contains("sign-on"), done.header("Location"));
        JsonNode session = ChatClientAccount.send(
                        HttpRequest.newBuilder(one.baseUri().resolve("/api/auth/refresh"))
                                .header("Cookie", cookies(done))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                .expect(200);
        assertEquals("sven", handleOf(other, session.get("accessToken").asText()));
    }

    private static ChatClientAccount.Answer ask(ApplicationServer node, String path, String cookies) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.baseUri().resolve(path));
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies);
        }
        return ChatClientAccount.send(request.build());
    }

    /** What a browser would send back: it forgets the cookies that were taken away. */
    private static String cookies(ChatClientAccount.Answer answer) {
        return answer.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Set-Cookie"))
                .flatMap(header -> header.getValue().stream())
                .filter(cookie -> !cookie.contains("Max-Age=0"))
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
    }

    @Test
    void whoIsConnectedNowhereGetsOneNoticeAndFindsOnEachNodeWhatWasSaid() {
        ChatClientAccount sender = ChatClientAccount.register(one.baseUri(), "sender");
        ChatClientAccount absent = ChatClientAccount.register(other.baseUri(), "absent");
        PushService.Browser browser = pushService.browser();
        absent.post("/api/push-subscriptions", browser.subscription()).expect(204);
        try (ChatClient hers = sender.connect()) {
            JsonNode stored = hers.sendAndAck(ChatClient.textTo("absent", "pomegranate one"));
            assertEquals("pomegranate one", browser.take().payload().get("text").asText());
            String conversation = stored.get("conversation").asText();
            hers.sendAndAck(ChatClient.text(conversation, "pomegranate two"));
            assertEquals("pomegranate two", browser.take().payload().get("text").asText());
            assertEquals(2, browser.requests(), "whichever node stored them, one notice of each");

            Await.until("both are found", Servers.PATIENCE, () -> found(absent) == 2 && found(sender) == 2);
            hers.sendAndAck(ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("conversation", conversation)
                    .put("kind", "recall")
                    .put("target", stored.get("seq").asLong()));
            Await.until("the recalled one is not", Servers.PATIENCE, () -> found(absent) == 1 && found(sender) == 1);
        }
    }

    private static int found(ChatClientAccount reader) {
        return reader.get("/api/search?query=pomegranate")
                .expect(200)
                .get("results")
                .size();
    }

    @Test
    void whoSignsInAtTheProviderAloneGetsNoLinkToSetAPassword() throws Exception {
        String token = provider.sign(provider.claims(Instant.now())
                .audience(PROGRAMS)
                .subject("petra")
                .claim("preferred_username", "petra")
                .build());
        try (ChatClient program = ChatClient.connect(one.baseUri(), token)) {
            program.take("welcome");
        }
        ChatClientAccount quinn = administrator("quinn");

        ChatClientAccount.Answer refused = quinn.post("/api/admin/users/petra/password-link", "");
        assertEquals("conflict", refused.expect(409).get("code").asText());
        assertTrue(refused.body().contains("signs in at the OpenID provider"), refused.body());
        quinn.post("/api/admin/users/quinn/password-link", "").expect(200);
    }

    private static ChatClientAccount administrator(String user) throws SQLException {
        ChatClientAccount account = ChatClientAccount.register(one.baseUri(), user);
        try (Connection connection = database.connect();
                Statement update = connection.createStatement()) {
            update.execute("UPDATE parley_user SET administrator = TRUE WHERE handle = '" + user + "'");
        }
        return account;
    }

    @Test
    void aGroupThatIsDisabledOnOneNodeIsDisabledOnTheOther() throws SQLException {
        ChatClientAccount alina = administrator("alina");
        ChatClientAccount boris = ChatClientAccount.register(other.baseUri(), "boris");
        String group = alina.group("Closed", boris);
        try (ChatClient his = boris.connect()) {
            his.sendAndAck(ChatClient.text(group, "before"));
            his.sendAndAck(ChatClient.text(group, "foreseen"));

            alina.patch("/api/admin/conversations/" + group, "{\"disabled\":true}")
                    .expect(200);

            his.take("the group as it is now", frame -> frame.at("/summary/disabled")
                    .asBoolean());
            assertEquals(
                    "forbidden",
                    his.refused(ChatClient.text(group, "after")).get("code").asText());
        }
        alina.delete("/api/admin/conversations/" + group).expect(204);
        boris.get("/api/conversations/" + group).expect(403);
        JsonNode newest = alina.get("/api/admin/audit?limit=1").expect(200).at("/entries/0");
        assertEquals("group.dissolve", newest.get("action").asText());
        assertEquals(group, newest.get("target").asText());
    }

    @Test
    void peopleOnDifferentNodesCallEachOther() {
        ChatClientAccount caller = ChatClientAccount.register(one.baseUri(), "caller");
        ChatClientAccount callee = ChatClientAccount.register(other.baseUri(), "callee");
        try (ChatClient hers = caller.connect();
                ChatClient his = callee.connect();
                ChatClient hisElsewhere = callee.at(one.baseUri()).connect()) {
            String call = ChatClient.cid();
            hers.send(signal(call, "callee", "invite"));
            signalled(hisElsewhere, "invite");
            signalled(his, "invite");
            his.send(signal(call, "caller", "accept"));
            signalled(hers, "accept");
            signalled(hisElsewhere, "accept");
            hers.send(signal(call, "callee", "candidate"));
            signalled(his, "candidate");
            his.send(signal(call, "caller", "hangup"));
            signalled(hers, "hangup");
            for (ChatClient device : new ChatClient[] {hers, his, hisElsewhere}) {
                JsonNode record = device.take("message");
                assertEquals("completed", record.get("outcome").asText());
                assertEquals("caller", record.get("from").asText());
                assertEquals(1, record.get("seq").asLong());
            }
        }
    }

    private static ObjectNode signal(String call, String user, String event) {
        return ChatClient.frame("signal").put("call", call).put("user", user).put("event", event);
    }

    private static void signalled(ChatClient device, String event) {
        device.take(
                "the signal " + event,
                frame -> ChatClient.is(frame, "signal")
                        && frame.get("event").asText().equals(event));
    }

    @Test
    void membershipAndLogoutTakeEffectOnEveryNode() {
        ChatClientAccount owner = ChatClientAccount.register(one.baseUri(), "owner");
        ChatClientAccount member = ChatClientAccount.register(other.baseUri(), "member");
        String group = owner.group("Team", member);
        try (ChatClient hers = owner.connect();
                ChatClient hersOnHisNode = owner.at(other.baseUri()).connect();
                ChatClient his = member.connect()) {
            hers.sendAndAck(ChatClient.text(group, "welcome"));
            his.message("welcome");
            his.sendAndAck(ChatClient.text(group, "thanks"));
            his.sendAndAck(ChatClient.text(group, "thanks again"));

            owner.delete("/api/conversations/" + group + "/members/member").expect(204);
            his.take("the end", frame -> frame.path("gone").asBoolean());
            assertEquals(
                    "forbidden",
                    his.refused(ChatClient.text(group, "one more")).get("code").asText());
            hers.sendAndAck(ChatClient.text(group, "among us"));
            hers.sendAndAck(ChatClient.text(group, "still"));
            // His node has told of both then, and what it answers him comes after what it would have told him.
            hersOnHisNode.message("still");
            assertEquals(
                    "forbidden",
                    his.refused(ChatClient.text(group, "once more")).get("code").asText());
            assertTrue(his.untaken("message").stream()
                    .noneMatch(message -> message.path("text").asText().equals("among us")));

            ChatClientAccount elsewhere = member.at(one.baseUri());
            elsewhere.logout();
            assertEquals(4401, his.closeCode());
        }
    }

    @Test
    void aBlockAndAMuteTakeEffectOnEveryNode() {
        ChatClientAccount alma = ChatClientAccount.register(one.baseUri(), "alma");
        ChatClientAccount bert = ChatClientAccount.register(other.baseUri(), "bert");
        try (ChatClient hers = alma.connect();
                ChatClient his = bert.connect()) {
            String direct = hers.sendAndAck(ChatClient.textTo("bert", "hello"))
                    .get("conversation")
                    .asText();
            his.message("hello");
            // His node has the members in memory from here on, and promises what he sends.
            his.sendAndAck(ChatClient.text(direct, "hello, Alma"));
            his.sendAndAck(ChatClient.text(direct, "how are you?"));

            alma.patch("/api/contacts/bert", "{\"blocked\":true}").expect(200);

            Await.until("he was refused", Servers.PATIENCE, () -> isRefused(his, direct));
            hers.sendAndAck(ChatClient.text(direct, "I am well."));
            his.message("I am well.");
            assertTrue(isRefused(his, direct), "also after she wrote");
            alma.patch("/api/contacts/bert", "{\"blocked\":false}").expect(200);
            Await.until("he was not refused any more", Servers.PATIENCE, () -> !isRefused(his, direct));

            String group = alma.group("Team", bert);
            Await.until("he is in the group", Servers.PATIENCE, () -> !isRefused(his, group));
            alma.patch(
                            "/api/conversations/" + group + "/members/bert",
                            "{\"mutedUntil\":\"" + Instant.now().plusSeconds(600) + "\"}")
                    .expect(200);
            his.take("the end", frame -> frame.path("event").asText().equals("muted"));
            assertTrue(isRefused(his, group));
        }
    }

    @Test
    void aGroupsPictureAndTheRecallOfAFileTakeEffectOnEveryNode() {
        ChatClientAccount painter = ChatClientAccount.register(one.baseUri(), "painter");
        ChatClientAccount viewer = ChatClientAccount.register(other.baseUri(), "viewer");
        String group = painter.group("Gallery", viewer);
        String picture = "/api/conversations/" + group + "/avatar";
        try (ChatClient hers = painter.connect();
                ChatClient his = viewer.connect()) {
            FileTransfer.put(painter, picture, FileTransfer.image("png", 400, 400))
                    .expect(204);
            his.take("the picture", frame -> frame.path("event").asText().equals("avatar"));
            his.take(
                    "the new summary",
                    frame -> frame.path("summary").path("avatar").isTextual());
            assertEquals(200, FileTransfer.get(viewer, picture).statusCode());
            painter.delete(picture).expect(204);
            his.take("its end", frame -> frame.path("event").asText().equals("avatar") && !frame.has("avatar"));
            assertEquals(204, FileTransfer.get(viewer, picture).statusCode());

            String file = FileTransfer.uploaded(painter, "sketch.png", FileTransfer.image("png", 900, 900));
            hers.sendAndAck(ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("conversation", group)
                    .put("kind", "file")
                    .put("file", file));
            JsonNode sent =
                    his.take("the file", frame -> frame.path("kind").asText().equals("file"));
            String path = "/api/files/" + file;
            String ticket =
                    viewer.post(path + "/tickets", "").expect(201).get("url").asText();
            ChatClientAccount browser = ChatClientAccount.stranger(other.baseUri());
            assertEquals(200, FileTransfer.get(browser, ticket).statusCode());
            hers.sendAndAck(ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("conversation", group)
                    .put("kind", "recall")
                    .put("target", sent.get("seq").asLong()));
            his.take("the recall", frame -> frame.path("kind").asText().equals("recall"));
            for (ChatClientAccount reader :
                    List.of(painter, viewer, painter.at(other.baseUri()), viewer.at(one.baseUri()))) {
                assertEquals(404, FileTransfer.get(reader, path).statusCode());
                assertEquals(
                        404,
                        FileTransfer.get(reader, path, "Range", "bytes=0-9").statusCode());
                assertEquals(404, FileTransfer.get(reader, path + "/preview").statusCode());
                JsonNode page = reader.messages(group, "around=" + sent.get("seq") + "&limit=1");
                assertTrue(page.get("messages").get(0).has("recalled"));
                assertFalse(page.get("messages").get(0).has("name"));
            }
            assertEquals(404, FileTransfer.get(browser, ticket).statusCode());
        }
    }

    @Test
    void whoIsPresentIsSeenOnEveryNodeAlsoWhenANodeIsKilled() {
        ChatClientAccount fern = ChatClientAccount.register(one.baseUri(), "fern");
        ChatClientAccount glen = ChatClientAccount.register(other.baseUri(), "glen");
        try (ChatClient hers = fern.connect();
                ChatClient his = glen.connect();
                ApplicationServer third = node("third")) {
            watch(hers, "glen");
            presence(hers, "glen", "online");
            watch(his, "fern");
            presence(his, "fern", "online");
            his.send(ChatClient.frame("presence").put("state", "away"));
            presence(hers, "glen", "away");

            ChatClient hisElsewhere = glen.at(third.baseUri()).connect();
            presence(hers, "glen", "online");
            glen.patch("/api/me/settings", "{\"presence\":\"nobody\"}").expect(200);
            presence(hers, "glen", "hidden");
            presence(his, "fern", "hidden");
            glen.patch("/api/me/settings", "{\"presence\":\"everybody\"}").expect(200);
            presence(hers, "glen", "online");

            his.cut();
            third.kill();
            hisElsewhere.cut();
            Await.until("it was noticed", Servers.PATIENCE, () -> hers.untaken("presence").stream()
                    .anyMatch(frame -> frame.has("lastSeen")));
            Instant lastSeen = Instant.parse(hers.take("when glen was seen last", frame -> frame.has("lastSeen"))
                    .get("lastSeen")
                    .asText());
            assertTrue(lastSeen.isBefore(Instant.now().minusSeconds(10)), lastSeen.toString());
        }
    }

    private static void watch(ChatClient client, String user) {
        ObjectNode frame = ChatClient.frame("watch");
        frame.withArray("users").add(user);
        client.send(frame);
    }

    private static JsonNode presence(ChatClient client, String user, String state) {
        return client.take(
                user + " " + state,
                frame -> ChatClient.is(frame, "presence")
                        && frame.get("user").asText().equals(user)
                        && frame.get("state").asText().equals(state));
    }

    private static boolean isRefused(ChatClient client, String conversation) {
        ObjectNode frame = ChatClient.text(conversation, "once more");
        client.send(frame);
        JsonNode answer = client.take(
                "an answer",
                taken -> taken.path("cid").equals(frame.get("cid"))
                        && !taken.path("type").asText().equals("message"));
        return answer.path("code").asText().equals("forbidden");
    }

    @Test
    void aNodeThatStartsBeforeKafkaGetsReadyWhenKafkaAnswersAndItsTopicsLoseNothing() throws Exception {
        try (KafkaServer late = new KafkaServer("late").start();
                Admin admin = late.admin();
                ApplicationServer node =
                        Servers.fast("kafka-early").with(database).with(late)) {
            admin.createTopics(List.of(new NewTopic("parley.submissions", Optional.of(12), Optional.empty())
                            .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            late.stop();
            CompletableFuture<?> starting = CompletableFuture.runAsync(node::start);
            Await.until(
                    "the node was deployed without Kafka", Servers.START, () -> node.isStarted() || starting.isDone());
            assertFalse(node.isReady());

            late.start();
            Await.until("the wrong setting is told", Servers.START, () -> node.logs()
                    .contains("[parley.submissions has cleanup.policy=compact and must have delete]"));
            assertFalse(node.isReady());
            assertFalse(starting.isDone());
            ConfigResource submissions = new ConfigResource(ConfigResource.Type.TOPIC, "parley.submissions");
            admin.incrementalAlterConfigs(Map.of(
                            submissions,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            starting.join();
            ChatClientAccount early = ChatClientAccount.register(node.baseUri(), "early");
            try (ChatClient client = early.connect()) {
                assertEquals(
                        1,
                        client.sendAndAck(ChatClient.textTo("early", "to myself"))
                                .get("seq")
                                .asLong());
            }
        }
    }
}
