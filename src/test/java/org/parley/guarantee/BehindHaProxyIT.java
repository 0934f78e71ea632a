package org.parley.guarantee;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;
import org.parley.testing.FileTransfer;
import org.parley.testing.HaProxy;
import org.parley.testing.TestCertificate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The reverse proxy of {@code docker/haproxy} in front of two nodes. Run on demand, since no repository that the build
 * uses has a proxy: {@code apt-get install haproxy}, then {@code mvn verify -Dparley.tests.excluded=in-container
 * -Dit.test=BehindHaProxyIT}. It takes five minutes, in half of which nobody writes.
 */
@Tag("guarantee")
@Tag("behind-a-proxy")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BehindHaProxyIT {
    /** Longer than the proxy lets a WebSocket be silent. */
    private static final Duration IDLE = Duration.ofSeconds(170);

    private static final int ATTEMPTS = 10;
    private static final int MEGABYTE = 1 << 20;

    private static Cluster cluster;
    private static HaProxy proxy;

    @BeforeAll
    static void start() {
        assumeTrue(HaProxy.binary().isPresent(), "HAProxy is not installed: apt-get install haproxy");
        cluster = new Cluster("proxy", 2);
        Path files = cluster.node(1).folder().resolveSibling("proxy-files");
        cluster.nodes.forEach(node -> node.with("CHAT_PROXIES", "127.0.0.1")
                .with("CHAT_FILE_DIR", files.toString())
                .with("CHAT_FILE_RESERVE", "0"));
        cluster.start();
        proxy = new HaProxy(cluster.node(1), cluster.node(2)).start();
    }

    @AfterAll
    static void end() {
        if (proxy != null) {
            proxy.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void logInsAreLimitedForEachClientWhateverItSaysOfItself() throws IOException {
        ChatClientAccount alice = ChatClientAccount.register(proxy.baseUri(), "guessed");
        for (int i = 0; i < 2 * ATTEMPTS; i++) {
            login("127.0.0.2", alice.user(), "wrong", "X-Forwarded-For: 198.51.100." + i);
        }
        assertEquals(
                429,
                status(login(
                        "127.0.0.2",
                        alice.user(),
                        "wrong",
                        "X-Forwarded-For: 198.51.100.99\r\nForwarded: for=198.51.100.99")));
        assertEquals(401, status(login("127.0.0.3", alice.user(), "wrong", "X-Forwarded-For: 127.0.0.2")));
        String answer = login("127.0.0.3", alice.user(), "correct horse battery", "X-Nothing: 1");
        assertEquals(200, status(answer));
        assertTrue(answer.contains("SameSite=Strict; Secure"), answer);
    }

    @Test
    @Order(2)
    void theWorldSeesTheApplicationAloneAndByHttpsAlone() throws IOException {
        for (String hidden : List.of(
                "/metrics",
                "/health/ready",
                "//metrics",
                "/./metrics",
                "/img/../metrics",
                "/%6detrics",
                "/;a/metrics",
                "/metrics;a",
                "/%2e/metrics",
                "/METRICS")) {
            String answer = ask("127.0.0.1", "GET " + hidden + " HTTP/1.1\r\n", "");
            assertEquals(404, status(answer), hidden);
            assertFalse(answer.contains("parley_connections"), hidden);
        }
        HttpURLConnection plain = (HttpURLConnection) proxy.plainUri().toURL().openConnection();
        plain.setInstanceFollowRedirects(false);
        assertEquals(308, plain.getResponseCode());
        assertTrue(plain.getHeaderField("Location").startsWith("https://"));
        plain.disconnect();
    }

    @Test
    @Order(3)
    void aLargeBodyIsAnsweredAsWithoutTheProxy() {
        String body = "{\"user\":\"" + "x".repeat(MEGABYTE) + "\"}";
        int direct = ChatClientAccount.stranger(cluster.node(1).baseUri())
                .post("/api/auth/login", body)
                .status();
        assertEquals(
                direct,
                ChatClientAccount.stranger(proxy.baseUri())
                        .post("/api/auth/login", body)
                        .status());
    }

    /** As large as a file may be. */
    @Test
    @Order(4)
    void aLargeFileIsUploadedAndPartsOfItAreRead() {
        ChatClientAccount alice = ChatClientAccount.register(proxy.baseUri(), "uploader");
        byte[] content = new byte[100 * MEGABYTE];
        new Random(7).nextBytes(content);
        String path = "/api/files/" + FileTransfer.uploaded(alice, "large.bin", content);

        int middle = content.length / 2;
        HttpResponse<byte[]> part =
                FileTransfer.get(alice, path, "Range", "bytes=" + middle + "-" + (middle + MEGABYTE - 1));
        assertEquals(206, part.statusCode());
        assertEquals(
                "bytes " + middle + "-" + (middle + MEGABYTE - 1) + "/" + content.length,
                part.headers().firstValue("Content-Range").orElse(""));
        assertArrayEquals(Arrays.copyOfRange(content, middle, middle + MEGABYTE), part.body());
        HttpResponse<byte[]> rest =
                FileTransfer.get(alice, path, "Range", "bytes=" + (content.length - 10) + "-", "If-Range", etag(part));
        assertArrayEquals(Arrays.copyOfRange(content, content.length - 10, content.length), rest.body());
        assertEquals(
                304, FileTransfer.get(alice, path, "If-None-Match", etag(part)).statusCode());

        HttpResponse<byte[]> whole = FileTransfer.get(alice, path);
        assertEquals(200, whole.statusCode());
        assertArrayEquals(content, whole.body());
        content = Arrays.copyOf(content, content.length + 1);
        ChatClientAccount.Answer tooLarge = FileTransfer.upload(alice, "larger.bin", content);
        assertEquals(413, tooLarge.status());
        assertEquals("too_large", tooLarge.json().get("code").asText());
    }

    private static String etag(HttpResponse<?> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    @Order(5)
    void aNodeIsKilledAndComesBackWhileSilentConnectionsStay() throws SQLException {
        ChatClientAccount alice = ChatClientAccount.register(proxy.baseUri(), "silent");
        long since = System.nanoTime();
        try (ChatClient silent = onNode("node-1", alice);
                Crowd crowd = Crowd.behind(proxy.baseUri(), 10, 4, 5, Integer.MAX_VALUE)
                        .pace(Duration.ofMillis(200))) {
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, 400);
            some(crowd, writing);
            cluster.node(2).kill();
            some(crowd, writing);
            cluster.node(2).start();
            some(crowd, writing);
            Await.until("the proxy led to both again", Servers.PATIENCE, () -> {
                ChatClientAccount bob = ChatClientAccount.register(proxy.baseUri(), "at-" + System.nanoTime());
                try (ChatClient client = bob.connect()) {
                    return client.take("welcome").get("node").asText().equals("node-2");
                }
            });
            some(crowd, writing);
            crowd.enough();
            writing.join();
            Await.until("all that was acknowledged was stored and read", Servers.PATIENCE, () -> {
                crowd.participants().forEach(ChatClientParticipant::catchUp);
                new Books(crowd, cluster.database.jdbcUrl(), cluster.database.user(), cluster.database.password())
                        .balance();
                return true;
            });

            Await.until(
                    "it was silent for long",
                    IDLE.plus(Servers.PATIENCE),
                    () -> System.nanoTime() - since > IDLE.toNanos());
            assertTrue(silent.isOpen(), "the proxy has closed what was silent");
            assertTrue(silent.pings() > 3, silent.pings() + " pings");
            ChatClientAccount bob = ChatClientAccount.register(proxy.baseUri(), "talkative");
            try (ChatClient other = onNode("node-2", bob)) {
                other.sendAndAck(ChatClient.textTo("silent", "still here"));
            }
            silent.message("still here");
        }
    }

    /** With the steps of the manual. */
    @Test
    @Order(6)
    void partitionsAreAddedWhileNothingIsUnderWay() throws Exception {
        ChatClientAccount alice = ChatClientAccount.register(proxy.baseUri(), "alice");
        ChatClientAccount bob = ChatClientAccount.register(proxy.baseUri(), "bob");
        String[] conversations = new String[20];
        for (int i = 0; i < conversations.length; i++) {
            conversations[i] = alice.group("Group " + i, bob);
        }
        chat(alice, bob, conversations, "before");
        cluster.nodes.forEach(ApplicationServer::stop);
        try (Admin admin = cluster.kafka.admin()) {
            for (String topic : List.of("parley.submissions", "parley.deliveries", "parley.events")) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(31)))
                        .all()
                        .get();
            }
        }
        cluster.nodes.forEach(ApplicationServer::start);
        Await.until(
                "the proxy led to a node again",
                Servers.PATIENCE,
                () -> ChatClientAccount.stranger(proxy.baseUri())
                                .get("/api/auth/config")
                                .status()
                        == 200);
        chat(alice, bob, conversations, "after");
        for (String conversation : conversations) {
            assertEquals(
                    List.of("before", "after"),
                    alice.messages(conversation, "after=0&limit=50").findValuesAsText("text"));
        }
    }

    private static void chat(ChatClientAccount alice, ChatClientAccount bob, String[] conversations, String text) {
        try (ChatClient hers = onNode("node-1", alice);
                ChatClient his = onNode("node-2", bob)) {
            for (String conversation : conversations) {
                hers.sendAndAck(ChatClient.text(conversation, text));
                assertEquals(conversation, his.message(text).get("conversation").asText());
            }
        }
    }

    /** Connects through the proxy again and again, until it has led to this node. */
    private static ChatClient onNode(String node, ChatClientAccount account) {
        long end = System.nanoTime() + Servers.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            ChatClient client = account.connect();
            if (client.take("welcome").get("node").asText().equals(node)) {
                return client;
            }
            client.close();
        }
        throw new AssertionError("the proxy never led to " + node);
    }

    private static void some(Crowd crowd, CompletableFuture<Void> writing) {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> {
            assertFalse(writing.isDone(), "nobody writes any more");
            return crowd.acknowledged() >= before + 1_000;
        });
    }

    private static String login(String from, String user, String password, String header) throws IOException {
        String body = ChatClientAccount.JSON
                .createObjectNode()
                .put("user", user)
                .put("password", password)
                .toString();
        return ask(
                from,
                "POST /api/auth/login HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n" + header + "\r\n",
                body);
    }

    /** Asks from one of this machine's addresses, with a path that nobody has tidied up. */
    private static String ask(String from, String head, String body) throws IOException {
        URI uri = proxy.baseUri();
        try (Socket socket = TestCertificate.trust()
                .getSocketFactory()
                .createSocket(uri.getHost(), uri.getPort(), InetAddress.getByName(from), 0)) {
            socket.setSoTimeout((int) Servers.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write((head + "Host: " + uri.getAuthority() + "\r\nConnection: close\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }
}
