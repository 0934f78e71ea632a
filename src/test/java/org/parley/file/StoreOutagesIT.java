package org.parley.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.parley.config.Settings;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FaultProxy;
import org.parley.testing.FileTransfer;
import org.parley.testing.S3Server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node whose store is slow, away or full: whoever uploads is told, nobody else notices, and nothing is left behind. */
@TestMethodOrder(OrderAnnotation.class)
class StoreOutagesIT {
    private static final String BUCKET = "outages";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More uploads at once than the node has connections to its database. */
    private static final int UPLOADERS = 8;

    private static final int UPLOADS_OF_EACH = 6;
    private static final int SIZE = 30_000;
    private static final int SLOW = 1_000;
    private static final int MORE_THAN_A_REQUEST = 2_000;

    private static final Random RANDOM = new Random();
    private static final S3Server SERVER = new S3Server("outages");
    private static ExecutorService threads;
    private static FaultProxy way;
    private static ApplicationServer node;
    private static String database;
    private static S3Blobs store;
    private static ChatClientAccount alice;
    private static ChatClientAccount bob;

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        SERVER.start();
        way = new FaultProxy(SERVER.url().getPort());
        store = new S3Blobs(
                new Settings.S3(SERVER.url(), "us-east-1", BUCKET, S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                Clock.systemUTC(),
                threads);
        store.makeBucket();
        node = ApplicationServer.named("store-outages");
        database = "jdbc:h2:file:" + node.folder().resolve("store") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";
        node.with("CHAT_DB_URL", database)
                .with("CHAT_PASSWORD_ITERATIONS", "10000")
                .with("CHAT_REGISTRATION_PER_MINUTE", "10000")
                .with("CHAT_FILE_DIR", folder().toString())
                .with("CHAT_FILE_RESERVE", "0")
                .with("CHAT_FILE_CLEANING_INTERVAL", "PT1S")
                .with("CHAT_FILE_STORE", "s3")
                .with(
                        "CHAT_S3_URL",
                        URI.create("http://127.0.0.1:" + way.port()).toString())
                .with("CHAT_S3_BUCKET", BUCKET)
                .with("CHAT_S3_ACCESS_KEY", S3Server.ACCESS_KEY)
                .with("CHAT_S3_SECRET_KEY", S3Server.SECRET_KEY)
                .start();
        alice = ChatClientAccount.register(node.baseUri(), "alice");
        bob = ChatClientAccount.register(node.baseUri(), "bob");
    }

    @AfterAll
    static void end() {
        node.close();
        way.close();
        SERVER.close();
        threads.shutdownNow();
    }

    @AfterEach
    void heal() {
        way.heal();
    }

    @Test
    @Order(1)
    void whileManyUploadsWaitForASlowStoreNobodyElseDoes() {
        List<ChatClientAccount> uploaders = new ArrayList<>();
        for (int i = 0; i < UPLOADERS; i++) {
            uploaders.add(ChatClientAccount.register(node.baseUri(), "uploader-" + i));
        }
        byte[] before = random(100);
        String shown = FileTransfer.uploaded(uploaders.get(0), "before.bin", before);
        way.throttle(SLOW);
        List<CompletableFuture<Integer>> uploads = new ArrayList<>();
        for (ChatClientAccount uploader : uploaders) {
            for (int i = 0; i < UPLOADS_OF_EACH; i++) {
                byte[] content = random(SIZE);
                uploads.add(CompletableFuture.supplyAsync(
                        () -> FileTransfer.upload(uploader, "slow.bin", content).status(), threads));
            }
        }
        Await.until("all are on their way into the store", PATIENCE, () -> uploaders.stream()
                .allMatch(uploader -> used(uploader) >= UPLOADS_OF_EACH * SIZE));

        ChatClientAccount one = uploaders.get(0);
        try (ChatClient connection = one.connect()) {
            connection.sendAndAck(ChatClient.textTo(bob.user(), "meanwhile"));
            connection.sendAndAck(ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("user", bob.user())
                    .put("kind", "file")
                    .put("file", shown));
        }
        one.patch("/api/me", "{\"status\":\"uploading\"}").expect(200);
        one.patch("/api/contacts/alice", "{\"blocked\":true}").expect(200);
        assertTrue(
                uploads.stream().noneMatch(CompletableFuture::isDone),
                "the store was not slow enough for this to say anything");

        way.heal();
        long kept = uploads.stream().filter(upload -> upload.join() == 201).count();
        // The store itself gives up what takes too long.
        uploads.forEach(upload -> assertTrue(
                upload.join() == 201 || upload.join() == 503, upload.join().toString()));
        assertEquals(
                kept * SIZE + before.length,
                uploaders.stream().mapToLong(StoreOutagesIT::used).sum());
        assertEquals(List.of(), incoming());
    }

    @Test
    @Order(2)
    void aStoreThatIsAwayIsToldAndTheSameFileIsTakenWhenItIsBack() throws SQLException {
        byte[] kept = random(1_000);
        String file = FileTransfer.uploaded(alice, "kept.bin", kept);
        way.cut();
        byte[] content = random(SIZE);
        ChatClientAccount.Answer answer = FileTransfer.upload(alice, "lost.bin", content);
        assertEquals(503, answer.status());
        assertEquals("unavailable", answer.json().get("code").asText());
        assertEquals(
                503,
                FileTransfer.put(alice, "/api/me/avatar", FileTransfer.image("png", 90, 90))
                        .status());
        assertEquals(503, FileTransfer.get(alice, "/api/files/" + file).statusCode());
        assertEquals(kept.length, used(alice));
        assertEquals(0, count("SELECT COUNT(*) FROM parley_file WHERE stored = FALSE"));
        assertEquals(List.of(), incoming());
        try (ChatClient connection = alice.connect()) {
            connection.sendAndAck(ChatClient.textTo(bob.user(), "all else goes on"));
        }

        way.heal();
        assertArrayEquals(kept, FileTransfer.get(alice, "/api/files/" + file).body());
        String again = FileTransfer.uploaded(alice, "found.bin", content);
        assertArrayEquals(
                content, FileTransfer.get(alice, "/api/files/" + again).body());
    }

    @Test
    @Order(3)
    void whatANodeWasStoringWhenItWasKilledIsRemoved() throws SQLException {
        long before = used(bob);
        byte[] content = random(SIZE);
        way.throttle(SLOW);
        CompletableFuture<?> upload =
                CompletableFuture.runAsync(() -> FileTransfer.upload(bob, "half.bin", content), threads);
        Await.until("its row was made", PATIENCE, () -> used(bob) == before + SIZE);
        long asked = way.asked();
        Await.until("it is on its way into the store", PATIENCE, () -> way.asked() > asked + MORE_THAN_A_REQUEST);
        node.kill();
        upload.exceptionally(cut -> null).join();
        way.heal();
        node.start();
        assertEquals(before + SIZE, used(bob), "until it is clear that nobody stores it any more");

        execute("UPDATE parley_file SET created_at = DATEADD('HOUR', -5, created_at) WHERE stored = FALSE");
        Await.until("it does not count any more", PATIENCE, () -> used(bob) == before);
        Await.until("it is not in the store", PATIENCE, () -> isGone(content));
        assertEquals(201, FileTransfer.upload(bob, "whole.bin", content).status());
    }

    @Test
    @Order(4)
    void aFullDiskIsToldAndAllElseGoesOn() {
        String file = FileTransfer.uploaded(alice, "kept.bin", random(1_000));
        long before = used(alice);
        List<Path> left = incoming();
        node.stop();
        node.with("CHAT_FILE_RESERVE", Long.toString(Long.MAX_VALUE / 2)).start();

        ChatClientAccount.Answer answer = FileTransfer.upload(alice, "lost.bin", random(SIZE));
        assertEquals(503, answer.status());
        assertTrue(answer.json().get("detail").asText().contains("no room"), answer.body());
        assertEquals(before, used(alice));
        assertEquals(left, incoming());
        assertEquals(200, FileTransfer.get(alice, "/api/files/" + file).statusCode());
        try (ChatClient connection = alice.connect()) {
            connection.sendAndAck(ChatClient.textTo(bob.user(), "all else goes on"));
        }
    }

    private static long used(ChatClientAccount account) {
        return account.get("/api/files").expect(200).get("used").asLong();
    }

    private static boolean isGone(byte[] content) {
        try {
            String key = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            return store.size(key).isEmpty()
                    && count("SELECT COUNT(*) FROM parley_blob WHERE blob_key = '" + key + "'") == 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, "parley", "");
                Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    private static long count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, "parley", "");
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Path folder() {
        return node.folder().resolve("files");
    }

    private static List<Path> incoming() {
        Path incoming = folder().resolve("incoming");
        if (!Files.isDirectory(incoming)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(incoming)) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
