package org.parley.guarantee;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClientAccount;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One log, whatever the way into it. */
@Tag("guarantee")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ModeSwitchIT {
    private static final String MODE = "CHAT_MESSAGE_MODE";
    private static final int SOME = 100;
    private static final long LIMIT_SECONDS = 800;

    @Test
    void nothingIsMissingWhenTheModeChangesAndItDoesNotChangeWhileAcknowledgedMessagesWaitInKafka() throws Exception {
        try (Cluster cluster = new Cluster("mode-switch", 1)) {
            ApplicationServer server = cluster.node(1).with(MODE, "channel");
            cluster.start();
            ChatClientAccount alice = ChatClientAccount.register(server.baseUri(), "alice");
            ChatClientAccount bob = ChatClientAccount.register(server.baseUri(), "bob");
            String group = alice.group("Two", bob);
            try (Crowd crowd = new Crowd(server, 5, 2, 4, Integer.MAX_VALUE).pace(Duration.ofMillis(200))) {
                CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
                some(crowd);
                restart(server, "kafka");
                some(crowd);
                crowd.enough();
                writing.join();
                // The lag is as of the last fetch, and that may have been before the last acknowledgement.
                Await.until("all that was acknowledged was stored", Servers.PATIENCE, () -> {
                    books(crowd, cluster).everyPromiseIsKept();
                    return true;
                });
                awaitDrained(server);
                server.stop();

                cluster.promise(Long.parseLong(group), "alice", "waiting", "text", "{\"text\":\"promised\"}");
                server.with(MODE, "channel");
                assertThrows(IllegalStateException.class, server::start);
                assertTrue(server.logs().contains("1 records wait in parley.submissions"), "the log says why");
                server.kill();

                server.with(MODE, "kafka").start();
                Await.until("what was promised was stored", Servers.PATIENCE, () -> hasIt(alice, group));
                restart(server, "channel");
                assertTrue(hasIt(bob, group));
                crowd.catchUp();
                books(crowd, cluster).balance();
            }
        }
    }

    private static Books books(Crowd crowd, Cluster cluster) throws SQLException {
        return new Books(crowd, cluster.database.jdbcUrl(), cluster.database.user(), cluster.database.password());
    }

    private static void restart(ApplicationServer server, String mode) {
        server.stop();
        server.with(MODE, mode).start();
    }

    private static void some(Crowd crowd) {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> crowd.acknowledged() >= before + SOME);
    }

    private static boolean hasIt(ChatClientAccount member, String group) {
        return member.messages(group, "after=0").toString().contains("promised");
    }

    /** As the manual says. */
    private static void awaitDrained(ApplicationServer server) {
        ChatClientAccount operator = ChatClientAccount.stranger(server.baseUri());
        Await.until("nothing waited any more", Servers.PATIENCE, () -> {
            String metrics = operator.get("/metrics").body();
            return metrics.contains("parley_kafka_lag 0.0") && metrics.contains("parley_kafka_held 0.0");
        });
    }
}
