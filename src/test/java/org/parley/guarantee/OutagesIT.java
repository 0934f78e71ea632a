package org.parley.guarantee;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.Closing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Three nodes lose each other, Kafka and the database, one after the other, while a crowd writes without a break; then
 * the books are balanced. After each outage, what is written on any node is heard at once on every other.
 */
@Tag("guarantee")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestMethodOrder(OrderAnnotation.class)
class OutagesIT {
    private static final Logger LOG = Logger.getLogger(OutagesIT.class.getName());
    private static final Duration PACE = Duration.ofMillis(800);
    private static final Duration DATABASE_OUTAGE = Duration.ofSeconds(15);
    /** Longer than Kafka waits for a consumer before it gives its partitions to others. */
    private static final Duration NETWORK_OUTAGE = Duration.ofSeconds(50);

    /** Nodes hear of it at once, or look within five seconds; the rest is for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final int SOME = 100;
    private static final long LIMIT_SECONDS = 2_400;
    /** Characters; with its key and what Kafka adds it just fits, and with a reason it does not. */
    private static final int LARGEST_RECORD = 1_048_576 - 100;

    /** More than those whose names travel with each entry. */
    private static final int LARGE_GROUP = 40;

    private static Cluster cluster;
    private static Crowd crowd;
    private static CompletableFuture<Void> writing;
    private static LiveCheck live;

    @BeforeAll
    static void start() {
        cluster = new Cluster("outages", 3).start();
        live = new LiveCheck(cluster.nodes);
        crowd = new Crowd(cluster.nodes, 10, 4, 5, Integer.MAX_VALUE)
                .withSecondDevices(cluster.nodes)
                .pace(PACE);
        writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
    }

    @AfterAll
    static void end() {
        Closing.all(crowd, live, cluster);
    }

    @BeforeEach
    void theCrowdWrites(TestInfo test) {
        LOG.log(Level.INFO, "{0}; {1} acknowledged, {2} refused", new Object[] {
            test.getDisplayName(), crowd.acknowledged(), crowd.refusals()
        });
        some();
    }

    @AfterEach
    void allNodesHearOfEachOther(TestInfo test) {
        cluster.awaitReady();
        live.check(test.getDisplayName());
    }

    @Order(1)
    @Test
    void aNodeIsKilledAndComesBack() {
        cluster.node(2).kill();
        some();
        cluster.node(2).start();
    }

    @Order(2)
    @Test
    void kafkaIsKilledAndComesBack() {
        cluster.kafka.kill();
        int refusals = crowd.refusals();
        Await.until("senders were told to try again", Servers.PATIENCE, () -> crowd.refusals() > refusals);
        for (ApplicationServer node : cluster.nodes) {
            Await.until("it was not ready", Servers.PATIENCE, () -> !node.isReady());
        }
        cluster.kafka.start();
    }

    @Order(3)
    @Test
    void theDatabaseIsKilledAndPeopleGoOnWritingUntilItComesBack() {
        cluster.database.kill();
        some();
        Await.until("the database was away for a while", Servers.PATIENCE, outlasted(DATABASE_OUTAGE));
        cluster.database.start();
    }

    @Order(4)
    @Test
    void aNodeLosesItsWayToKafkaAndFindsItAgain() {
        cluster.network.silence();
        Await.until("it was not ready", Servers.PATIENCE, () -> !cluster.last().isReady());
        Await.until("it was alone for a while", Servers.PATIENCE.multipliedBy(2), outlasted(NETWORK_OUTAGE));
        Await.until(
                "the others worked",
                Servers.PATIENCE,
                () -> cluster.node(1).isReady() && cluster.node(2).isReady());
        some();
        cluster.network.heal();
    }

    @Order(5)
    @Test
    void redisGoesAwayForGood() {
        cluster.redis.kill();
        some();
    }

    @Order(6)
    @Test
    void whatCannotBeStoredBecomesADeadLetterWithTheReasonAndTheRestGoesOn() throws Exception {
        String topic = "parley.submissions";
        cluster.write(topic, null, "no JSON at all");
        cluster.write(topic, "1", null);
        cluster.write(topic, "2", "{\"node\":\"n\",\"body\":{\"text\":\"of whom?\"}}");
        cluster.write(topic, "3", "x".repeat(LARGEST_RECORD));
        cluster.write(
                topic,
                "4",
                "{\"node\":\"n\",\"until\":99999999999999,\"conversation\":1,\"sender\":1,\"from\":\"user-0\",\"cid\":\"c\","
                        + "\"kind\":\"text\",\"body\":{\"text\":\"" + "x".repeat(20_000) + "\"}}");

        List<String> reasons = cluster.reasonsOfDeadLetters(5);
        assertEquals(5, reasons.size());
        assertTrue(reasons.stream().allMatch(reason -> reason.startsWith("can't be read: ")), reasons::toString);
        assertTrue(reasons.stream().anyMatch(reason -> reason.contains("too large")), reasons::toString);
        Await.until(
                "they were counted",
                Servers.PATIENCE,
                () -> cluster.nodes.stream()
                                .mapToDouble(node -> metric(node, "parley_dead_letters_total"))
                                .sum()
                        >= 5);
        some();
    }

    @Order(7)
    @Test
    void whatANewerNodeHasPromisedIsStoredAndToldThoughNoneHereKnowsItsKind() throws Exception {
        ChatClientAccount alice = ChatClientAccount.register(cluster.node(1).baseUri(), "alice");
        ChatClientAccount bob = ChatClientAccount.register(cluster.node(2).baseUri(), "bob");
        String group = alice.group("Future", bob);
        try (ChatClient his = bob.connect()) {
            his.take("welcome");
            cluster.promise(Long.parseLong(group), "alice", "h1", "hologram", "{\"light\":\"green\"}");

            // That he was added to the group may come before it.
            JsonNode live = his.take(
                    "the hologram", frame -> frame.path("kind").asText().equals("hologram"));
            assertEquals("green", live.get("light").asText());
            for (ApplicationServer node : cluster.nodes) {
                JsonNode page =
                        bob.at(node.baseUri()).messages(group, "after=0").get("messages");
                assertEquals(live.get("seq"), page.get(page.size() - 1).get("seq"));
            }
        }
    }

    @Order(8)
    @Test
    void largeGroupsHearOfEverythingOnAllNodesAndWhoLogsOutOrIsShutOutIsOutOnAllOfThem() throws Exception {
        List<ChatClientAccount> people = IntStream.range(0, LARGE_GROUP)
                .mapToObj(i -> ChatClientAccount.register(
                        cluster.nodes.get(i % cluster.nodes.size()).baseUri(), "one-of-many-" + i))
                .toList();
        ChatClientAccount owner = people.get(0);
        String group = owner.group("Many", people.stream().skip(1).toArray(ChatClientAccount[]::new));
        List<ChatClient> connections =
                people.stream().map(ChatClientAccount::connect).toList();
        try {
            connections.forEach(connection -> connection.take("welcome"));
            for (int i = 1; i <= 3; i++) {
                connections.get(i).sendAndAck(ChatClient.text(group, "text " + i));
            }
            for (int i = 0; i < LARGE_GROUP; i++) {
                for (int text = 1; text <= 3; text++) {
                    if (text != i) {
                        connections.get(i).message("text " + text);
                    }
                }
            }

            ChatClientAccount leaving = people.get(4);
            leaving.at(cluster.last().baseUri()).logout();
            assertEquals(4401, connections.get(4).closed().get(SOON.toSeconds(), TimeUnit.SECONDS));
            for (ApplicationServer node : cluster.nodes) {
                Await.until(
                        "the token was worth nothing",
                        SOON,
                        () -> leaving.at(node.baseUri()).get("/api/me").status() == 401);
            }

            cluster.execute("UPDATE parley_user SET enabled = FALSE WHERE handle = '"
                    + people.get(5).user() + "'");
            assertEquals(4403, connections.get(5).closed().get(SOON.toSeconds(), TimeUnit.SECONDS));
        } finally {
            connections.forEach(ChatClient::close);
        }
    }

    @Order(9)
    @Test
    void allNodesAreRestartedOneAfterTheOther() {
        for (ApplicationServer node : cluster.nodes) {
            node.stop();
            some();
            node.start();
        }
    }

    @Order(100)
    @Test
    void inTheEndEverythingThatWasAcknowledgedIsStoredOnceAndEverybodyHasIt() throws Exception {
        crowd.enough();
        writing.get();
        Await.until("all that was acknowledged was stored and read", Servers.PATIENCE, () -> {
            crowd.catchUp();
            new Books(crowd, cluster.database.jdbcUrl(), cluster.database.user(), cluster.database.password())
                    .balance();
            return true;
        });
        LOG.log(Level.INFO, "{0} messages were acknowledged, {1} frames refused", new Object[] {
            crowd.acknowledged(), crowd.refusals()
        });
    }

    private static double metric(ApplicationServer node, String name) {
        return ChatClientAccount.stranger(node.baseUri())
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static Callable<Boolean> outlasted(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() > end;
    }

    private static void some() {
        if (writing.isDone()) {
            writing.join();
            return;
        }
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> crowd.acknowledged() >= before + SOME);
    }
}
