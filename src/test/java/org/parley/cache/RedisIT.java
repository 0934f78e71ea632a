package org.parley.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.testing.Await;
import org.parley.testing.RedisServer;
import redis.clients.jedis.RedisClient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The caches in a real Redis, as long as it is there and when it is not. */
class RedisIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String NODE = PresenceRegistryContract.NODE;

    private static RedisServer server;

    private RedisAccess node;

    @BeforeAll
    static void startServer() {
        server = new RedisServer("cache");
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        server.start();
        node = new RedisAccess(server);
    }

    @AfterEach
    void disconnect() {
        node.close();
    }

    @Nested
    class AsRecentEntries implements RecentEntriesContract {
        @Override
        public RecentEntries entries() {
            return new RedisRecentEntries(node.redis);
        }

        @Test
        void no_more_than_the_newest_stay_and_they_expire() {
            LongStream.rangeClosed(1, 500).forEach(number -> entries().put(1, number, () -> "text"));

            Await.until(
                    "they were there", LIMIT, () -> entries().range(1, 401, 500).isPresent());
            try (RedisClient client = client()) {
                assertEquals(RecentEntries.LENGTH, client.zcard(node.redis.key("log", 1)));
                assertTrue(client.ttl(node.redis.key("log", 1)) > 3_000);
            }
        }

        @Test
        void of_two_entries_with_one_number_neither_is_believed() {
            entries().put(1, 1, () -> "before the backup came back");
            entries().put(1, 2, () -> "the same");
            entries().put(1, 1, () -> "after it");

            Await.until("it has all", LIMIT, () -> entries().range(1, 2, 2).isPresent());
            Await.until("it is empty", LIMIT, () -> entries().range(1, 1, 1).isEmpty());
            assertEquals(Optional.empty(), entries().range(1, 1, 2));
        }

        @Test
        void another_database_has_other_entries() {
            entries().put(1, 1, () -> "secret");
            Await.until("it was there", LIMIT, () -> entries().range(1, 1, 1).isPresent());

            try (RedisAccess stranger = new RedisAccess(server)) {
                assertEquals(Optional.empty(), new RedisRecentEntries(stranger.redis).range(1, 1, 1));
            }
        }
    }

    @Nested
    class AsSnapshots implements SnapshotsContract {
        @Override
        public Snapshots snapshots() {
            return new RedisSnapshots(node.redis);
        }
    }

    @Nested
    class AsPresence implements PresenceRegistryContract {
        private RedisPresence here;

        @BeforeEach
        void register() {
            here = presenceOf(node);
            here.beat();
        }

        @Override
        public PresenceRegistry presence() {
            return here;
        }
    }

    private static RedisPresence presenceOf(RedisAccess of) {
        return new RedisPresence(of.redis, NODE, Clock.systemUTC(), Duration.ofSeconds(30));
    }

    private static RedisClient client() {
        return RedisClient.create("127.0.0.1", server.port());
    }

    @Test
    void a_killed_node_is_gone_with_all_its_users_and_the_others_stay() {
        try (RedisAccess killed = new RedisAccess(server, "shared");
                RedisAccess alive = new RedisAccess(server, "shared")) {
            RedisPresence gone = new RedisPresence(killed.redis, "killed", Clock.systemUTC(), Duration.ofMillis(500));
            RedisPresence stays = new RedisPresence(alive.redis, "alive", Clock.systemUTC(), Duration.ofSeconds(30));
            List<Long> users = List.of(1L, 2L, 3L);
            gone.beat();
            stays.beat();
            gone.arrived(1);
            gone.arrived(2);
            stays.arrived(2);
            stays.arrived(3);
            Await.until(
                    "both nodes know of all",
                    LIMIT,
                    () -> stays.nodesOf(users)
                                    .equals(Map.of(
                                            1L, Set.of("killed"), 2L, Set.of("killed", "alive"), 3L, Set.of("alive")))
                            || stays.nodesOf(users).size() == 3
                                    && stays.nodesOf(users).get(2L).size() == 2);

            // Nobody beats for it any more.
            Await.until("the killed one expired", LIMIT, () -> stays.nodesOf(users)
                    .equals(Map.of(2L, Set.of("alive"), 3L, Set.of("alive"))));
            assertEquals(Map.of(2L, Set.of("alive"), 3L, Set.of("alive")), gone.nodesOf(users));
        }
    }

    @Test
    void a_node_that_stops_leaves_at_once() {
        RedisPresence presence = presenceOf(node);
        presence.beat();
        presence.arrived(1);
        Await.until(
                "it is registered", LIMIT, () -> !presence.nodesOf(List.of(1L)).isEmpty());

        presence.leave();

        assertEquals(Map.of(), presence.nodesOf(List.of(1L)));
    }

    @Test
    void after_an_outage_every_node_registers_who_is_there_now() {
        RedisPresence presence = presenceOf(node);
        presence.beAskedAtReturn();
        node.redis.look();
        presence.arrived(1);
        presence.arrived(2);
        Await.until(
                "they are registered",
                LIMIT,
                () -> presence.nodesOf(List.of(1L, 2L)).size() == 2 && keys().size() >= 2);

        server.kill();
        leaveAlone();
        presence.left(1);
        presence.arrived(3);
        assertEquals(Set.of(2L, 3L), presence.nodesOf(List.of(1L, 2L, 3L)).keySet(), "its own it knows without Redis");

        server.start();
        node.redis.look();
        Await.until("they are registered again", LIMIT, () -> keys().stream().anyMatch(key -> key.contains(":users:")));
        try (RedisClient client = client()) {
            String users = keys().stream()
                    .filter(key -> key.contains(":users:"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(Set.of("2", "3"), client.smembers(users));
            assertTrue(client.ttl(users) > 0);
        }
    }

    @Test
    void what_redis_lost_is_noticed_by_the_next_beat_but_one() {
        RedisPresence presence = presenceOf(node);
        presence.beat();
        presence.arrived(1);
        Await.until(
                "it is registered", LIMIT, () -> !presence.nodesOf(List.of(1L)).isEmpty());

        try (RedisClient client = client()) {
            client.flushAll();
        }
        Await.until("it is registered again", LIMIT, () -> {
            presence.beat();
            return !presence.nodesOf(List.of(1L)).isEmpty();
        });
    }

    @Test
    void entries_that_came_while_redis_was_away_leave_a_gap_and_no_wrong_page() {
        RecentEntries entries = new RedisRecentEntries(node.redis);
        LongStream.rangeClosed(1, 60).forEach(number -> entries.put(1, number, () -> "entry " + number));
        Await.until("they are there", LIMIT, () -> entries.range(1, 11, 60).isPresent());

        server.pause();
        try {
            leaveAlone();
            LongStream.rangeClosed(61, 65).forEach(number -> entries.put(1, number, () -> "entry " + number));
        } finally {
            server.resume();
        }
        Await.until("it is back", LIMIT, () -> {
            node.redis.look();
            return !node.redis.isAway();
        });
        LongStream.rangeClosed(66, 70).forEach(number -> entries.put(1, number, () -> "entry " + number));
        Await.until(
                "the newest are there", LIMIT, () -> entries.range(1, 66, 70).isPresent());

        assertEquals(Optional.empty(), entries.range(1, 21, 70));
        assertTrue(entries.range(1, 11, 60).isPresent(), "what was there before is still right");
    }

    @Test
    void nobody_waits_for_a_redis_that_is_away_and_one_line_of_the_log_tells_of_it() {
        RecentEntries entries = new RedisRecentEntries(node.redis);
        entries.put(1, 1, () -> "one");
        Await.until("it is there", LIMIT, () -> entries.range(1, 1, 1).isPresent());
        server.kill();

        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), entries.range(1, 1, 1));
        }

        assertTrue(node.redis.isAway());
        long begin = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Optional.empty(), entries.range(1, 1, 1));
            entries.put(1, i, () -> "dropped");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(millis < 1_000, "10,000 questions took " + millis + " ms");
        assertEquals(10_000, node.count("parley.redis.dropped", "reason", "away"));
        node.redis.look();
        node.redis.look();
        assertEquals(1, node.warnings());

        server.start();
        node.redis.look();
        assertFalse(node.redis.isAway());
        entries.put(1, 1, () -> "one");
        Await.until("it is there again", LIMIT, () -> entries.range(1, 1, 1).isPresent());
    }

    @Test
    void a_redis_that_stands_still_is_waited_for_a_few_times_and_then_no_more() {
        node.close();
        Duration timeout = Duration.ofMillis(250);
        node = new RedisAccess(server, timeout);
        ExecutorService threads = Executors.newFixedThreadPool(RedisAccess.CONNECTIONS);
        RecentEntries entries = new RedisRecentEntries(node.redis);
        entries.put(1, 1, () -> "one");
        Await.until("it is there", LIMIT, () -> entries.range(1, 1, 1).isPresent());
        server.pause();
        try {
            long begin = System.nanoTime();
            List<CompletableFuture<?>> readers = new ArrayList<>();
            IntStream.range(0, 40)
                    .forEach(i -> readers.add(CompletableFuture.runAsync(
                            () -> {
                                for (int j = 0; j < 10; j++) {
                                    assertEquals(Optional.empty(), entries.range(1, 1, 1));
                                }
                            },
                            threads)));
            readers.forEach(CompletableFuture::join);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

            assertTrue(millis < 10 * timeout.toMillis(), "400 questions took " + millis + " ms");
            assertTrue(node.redis.isAway());
            node.redis.look();
            assertTrue(node.redis.isAway());
            assertEquals(1, node.warnings());
        } finally {
            server.resume();
            threads.shutdownNow();
        }
        Await.until("it is back", LIMIT, () -> {
            node.redis.look();
            return entries.range(1, 1, 1).isPresent();
        });
    }

    @Test
    void a_full_queue_drops_what_comes_and_counts_it() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        node.redis.tell(pipeline -> gate.join());
        for (int i = 0; i < Redis.CAPACITY + 1_000; i++) {
            node.redis.tell(pipeline -> {});
        }

        assertTrue(node.count("parley.redis.dropped", "reason", "full") >= 1);
        gate.complete(null);
        CompletableFuture<Void> later = new CompletableFuture<>();
        Await.until("it goes on", LIMIT, () -> {
            node.redis.tell(pipeline -> later.complete(null));
            return later.isDone();
        });
    }

    @Test
    void a_password_and_tls_are_used_and_the_certificate_is_checked(@TempDir Path folder) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        selfSigned(key, certificate, "localhost");
        int port;
        try (RedisServer secure = new RedisServer("secure")
                .with("requirepass", "open sesame")
                .with("tls-cert-file", certificate.toString())
                .with("tls-key-file", key.toString())
                .with("tls-auth-clients", "no")
                .withTls()
                .start()) {
            port = secure.port();
            assertTrue(answers(port, true, Optional.of(certificate), Optional.of("open sesame")));
            assertFalse(answers(port, true, Optional.of(certificate), Optional.of("wrong")));
            assertFalse(answers(port, true, Optional.of(certificate), Optional.empty()));
            assertFalse(answers(port, true, Optional.empty(), Optional.of("open sesame")), "nobody vouches for it");
            assertFalse(answers(port, false, Optional.empty(), Optional.of("open sesame")));
        }
        selfSigned(key, certificate, "elsewhere.example");
        try (RedisServer other = new RedisServer("secure-other")
                .with("tls-cert-file", certificate.toString())
                .with("tls-key-file", key.toString())
                .with("tls-auth-clients", "no")
                .withTls()
                .start()) {
            assertFalse(answers(other.port(), true, Optional.of(certificate), Optional.empty()), "it is another's");
        }
    }

    private static boolean answers(int port, boolean tls, Optional<Path> authorities, Optional<String> password) {
        try (RedisAccess access = new RedisAccess(
                RedisAccess.settings(port, tls, authorities, password, RedisAccess.TIMEOUT), "secure")) {
            return access.redis.ask(RedisClient::ping).isPresent();
        }
    }

    private static void selfSigned(Path key, Path certificate, String host) throws Exception {
        Path store = key.resolveSibling(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS));
        KeyStore made = KeyStore.getInstance(store.toFile(), "password".toCharArray());
        pem(certificate, "CERTIFICATE", made.getCertificate("redis").getEncoded());
        pem(key, "PRIVATE KEY", made.getKey("redis", "password".toCharArray()).getEncoded());
    }

    private static void pem(Path file, String type, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
    }

    private Set<String> keys() {
        try (RedisClient client = client()) {
            return client.keys(node.redis.key("", "").replaceAll(":+$", "") + "*");
        }
    }

    private void leaveAlone() {
        Await.until("it is left alone", LIMIT, () -> {
            node.redis.look();
            return node.redis.isAway();
        });
    }
}
