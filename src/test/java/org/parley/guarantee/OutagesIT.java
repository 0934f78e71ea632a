package org.parley.guarantee;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Three nodes lose each other, Kafka and the database, one after the other, while a crowd writes without a break; then
 * the books are balanced. After each outage, what is written on any node is heard at once on every other.
 */
@TestMethodOrder(OrderAnnotation.class)
class OutagesIT {
    private static final Logger LOG = Logger.getLogger(OutagesIT.class.getName());
    private static final Duration PATIENCE = Cluster.PATIENCE;
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration DATABASE_OUTAGE = Duration.ofSeconds(30);
    private static final Duration NETWORK_OUTAGE = Duration.ofSeconds(60);
    private static final int SOME = 500;

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
        writing = crowd.write(nobody -> {}, 600);
    }

    @AfterAll
    static void end() {
        for (AutoCloseable open : new AutoCloseable[] {crowd, live, cluster}) {
            try {
                if (open != null) {
                    open.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
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
        Await.until("senders were told to try again", PATIENCE, () -> crowd.refusals() > refusals);
        for (ApplicationServer node : cluster.nodes) {
            Await.until("it was not ready", PATIENCE, () -> !node.isReady());
        }
        cluster.kafka.start();
    }

    @Order(3)
    @Test
    void theDatabaseIsKilledAndPeopleGoOnWritingUntilItComesBack() {
        cluster.database.kill();
        some();
        Await.until("the database was away for a while", PATIENCE, outlasted(DATABASE_OUTAGE));
        cluster.database.start();
    }

    @Order(4)
    @Test
    void aNodeLosesItsWayToKafkaAndFindsItAgain() {
        cluster.network.silence();
        Await.until("it was not ready", PATIENCE, () -> !cluster.last().isReady());
        Await.until("it was alone for a while", PATIENCE.multipliedBy(2), outlasted(NETWORK_OUTAGE));
        assertTrue(cluster.node(1).isReady() && cluster.node(2).isReady(), "the others work");
        some();
        cluster.network.heal();
    }

    @Order(5)
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
    void inTheEndEverythingThatWasAcknowledgedIsStoredOnceAndEverybodyHasIt() throws SQLException {
        crowd.enough();
        writing.join();
        Await.until("all that was acknowledged was stored and read", PATIENCE, () -> {
            crowd.catchUp();
            new Books(crowd, cluster.database.jdbcUrl(), cluster.database.user(), cluster.database.password())
                    .balance();
            return true;
        });
        LOG.log(Level.INFO, "{0} messages were acknowledged, {1} frames refused", new Object[] {
            crowd.acknowledged(), crowd.refusals()
        });
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
        Await.until("some more was acknowledged", PATIENCE, () -> crowd.acknowledged() >= before + SOME);
    }
}
