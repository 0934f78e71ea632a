package org.parley.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

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
import org.parley.testing.ManualMetrics;
import org.parley.testing.RedisServer;
import redis.clients.jedis.RedisClient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node with a Redis: what it is good for, and that nobody misses it. */
@Tag("guarantee")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisModeIT {

    /** Payara does not always tell of a connection that is reset while it is opened; it is given up after two heartbeats. */
    private static final Duration GONE = Duration.ofSeconds(90);

    private static final String LEFT_ALONE = "is left alone until it does";

    private static RedisServer redis;
    private static ApplicationServer node;
    private static ChatClientAccount alice;
    private static ChatClientAccount bob;
    private static String group;

    @BeforeAll
    static void start() {
        redis = new RedisServer("mode").start();
        node = Servers.fast("redis").with(redis).with("CHAT_NODE", "only").start();
        alice = ChatClientAccount.register(node.baseUri(), "alice");
        bob = ChatClientAccount.register(node.baseUri(), "bob");
        group = alice.group("Team", bob);
    }

    @AfterAll
    static void end() {
        node.close();
        redis.close();
    }

    @Test
    @Order(1)
    void theNewestPageComesFromRedisAndNobodySeesItWhoMayNot() {
        say(2, 60);
        Await.until("Redis has the newest page", Servers.PATIENCE, () -> {
            double before = metric("parley_history_recent_total", "hit");
            assertPage(11, 60, alice);
            return metric("parley_history_recent_total", "hit") > before;
        });
        assertPage(11, 60, bob);

        ChatClientAccount stranger = ChatClientAccount.register(node.baseUri(), "stranger");
        stranger.get("/api/conversations/" + group + "/messages").expect(403);
        alice.delete("/api/conversations/" + group + "/members/bob").expect(204);
        bob.get("/api/conversations/" + group + "/messages").expect(403);
        ManualMetrics.assertAgreeWith(
                List.of(node), ManualMetrics.Table.ALWAYS, ManualMetrics.Table.CHANNEL_MODE, ManualMetrics.Table.REDIS);
    }

    @Test
    @Order(2)
    void whoIsConnectedIsRegisteredAndOnceOnly() {
        String users = "*:users:only/*";
        try (ChatClient hers = alice.connect()) {
            Await.until(
                    "she is registered", Servers.PATIENCE, () -> members(users).size() == 1);
            Set<String> registered = members(users);
            try (ChatClient hersElsewhere = alice.connect();
                    ChatClient his = bob.connect()) {
                Await.until(
                        "he is registered",
                        Servers.PATIENCE,
                        () -> members(users).size() == 2);
                assertTrue(hersElsewhere.isOpen() && his.isOpen());
            }
            Await.until("he is gone, and she is not", GONE, () -> members(users).equals(registered));
            assertTrue(hers.isOpen());
            assertEquals(1, metric("parley_presence_users", ""));
            Await.until("the node counts itself", Servers.PATIENCE, () -> metric("parley_presence_nodes", "") == 1);
        }
        Await.until("nobody is left", GONE, () -> members(users).isEmpty());
    }

    @Test
    @Order(3)
    void nobodyMissesRedisWhenItIsKilledAndItsReturnBringsNothingOld() {
        Await.until("it is used", Servers.PATIENCE, () -> metric("parley_redis_away", "") == 0);
        int before = linesThatItIsLeftAlone();
        redis.kill();
        List<Long> millis = new ArrayList<>();
        for (int seq = 62; seq <= 81; seq++) {
            int saying = seq;
            millis.add(millis(() -> {
                say(saying, saying);
                return assertPage(saying - 49, saying, alice);
            }));
        }
        assertNobodyWaited(millis);
        assertTrue(node.isReady());
        Await.until("it is left alone", Servers.PATIENCE, () -> metric("parley_redis_away", "") == 1);
        assertTrue(ChatClientAccount.stranger(node.baseUri())
                .get("/health/ready")
                .body()
                .contains("does not answer"));
        Await.until("the log tells of it", Servers.PATIENCE, () -> linesThatItIsLeftAlone() > before);
        assertEquals(before + 1, linesThatItIsLeftAlone(), "one line tells of it");

        redis.start();
        Await.until("it is used again", Servers.PATIENCE, () -> metric("parley_redis_away", "") == 0);
        say(82, 84);
        assertPage(35, 84, alice);
        Await.until("Redis has the newest page", Servers.PATIENCE, () -> {
            double hits = metric("parley_history_recent_total", "hit");
            assertPage(35, 84, alice);
            return metric("parley_history_recent_total", "hit") > hits;
        });
        bob.get("/api/conversations/" + group + "/messages").expect(403);
    }

    @Test
    @Order(4)
    void whatIsSaidWhileRedisStandsStillIsInEveryPageAfterwards() {
        redis.pause();
        List<Long> millis = new ArrayList<>();
        try {
            for (int seq = 85; seq <= 94; seq++) {
                int saying = seq;
                millis.add(millis(() -> {
                    say(saying, saying);
                    return assertPage(saying - 49, saying, alice);
                }));
            }
        } finally {
            redis.resume();
        }
        assertNobodyWaited(millis);
        Await.until("it is used again", Servers.PATIENCE, () -> metric("parley_redis_away", "") == 0);
        say(95, 95);
        for (int i = 0; i < 5; i++) {
            assertPage(46, 95, alice);
        }
    }

    @Test
    @Order(5)
    void aKilledNodeIsForgottenByItself() {
        try (ChatClient hers = alice.connect()) {
            Await.until("she is registered", Servers.PATIENCE, () -> !members("*:users:only/*")
                    .isEmpty());
            assertTrue(hers.isOpen());
            node.kill();
            Await.until("it has expired", Servers.PATIENCE, () -> members("*:users:only/*")
                    .isEmpty());
        }
    }

    private static void assertNobodyWaited(List<Long> millis) {
        Collections.sort(millis);
        assertTrue(millis.get(millis.size() / 2) < 1_000, "in milliseconds: " + millis);
        // A machine that is busy with other tests lets everybody wait now and then.
        assertTrue(millis.get(millis.size() - 1) < 15_000, "in milliseconds: " + millis);
    }

    private static int linesThatItIsLeftAlone() {
        return node.logs().split(LEFT_ALONE, -1).length - 1;
    }

    private static void say(int first, int last) {
        try (ChatClient client = alice.connect()) {
            LongStream.rangeClosed(first, last)
                    .forEach(seq -> assertEquals(
                            seq,
                            client.sendAndAck(ChatClient.text(group, "number " + seq))
                                    .get("seq")
                                    .asLong()));
        }
    }

    private static boolean assertPage(long first, long last, ChatClientAccount reader) {
        List<Long> seqs = StreamSupport.stream(
                        reader.messages(group, "").get("messages").spliterator(), false)
                .map(message -> message.get("seq").asLong())
                .toList();
        assertEquals(LongStream.rangeClosed(first, last).boxed().toList(), seqs);
        return true;
    }

    private static long millis(Supplier<?> action) {
        long begin = System.nanoTime();
        action.get();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static Set<String> members(String pattern) {
        try (RedisClient client = RedisClient.create("127.0.0.1", redis.port())) {
            return client.keys(pattern).stream()
                    .findFirst()
                    .map(client::smembers)
                    .orElse(Set.of());
        }
    }

    private static double metric(String name, String label) {
        return ChatClientAccount.stranger(node.baseUri())
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
