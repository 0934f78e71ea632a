package org.parley.guarantee;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;
import org.parley.testing.MariaDbServer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The server or its database ends in the middle of the work. The clients connect and send again. */
@Tag("guarantee")
class KillIT {
    private static final int KILLS = 2;
    private static final int SOME = 1_000;
    private static final long LIMIT_SECONDS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aKilledServerForgetsNothingThatItAcknowledgedOnMariaDb() throws SQLException {
        try (MariaDbServer database = new MariaDbServer("kill").start();
                ApplicationServer server = Servers.fast("kill").with(database).start();
                Crowd crowd = crowd(server)) {
            killUnderLoad(server, crowd);
            new Books(crowd, database.jdbcUrl(), database.user(), database.password()).balance();
        }
    }

    @Test
    void aKilledServerForgetsNothingThatItAcknowledgedOnTheEmbeddedDatabase() throws SQLException {
        ApplicationServer described = Servers.fast("kill-h2");
        Path data = described.folder().resolve("data");
        try (ApplicationServer server =
                        described.with("CHAT_DATA_DIR", data.toString()).start();
                Crowd crowd = crowd(server)) {
            killUnderLoad(server, crowd);
            server.stop();
            new Books(crowd, "jdbc:h2:file:" + data.resolve("parley"), "parley", "").balance();
        }
    }

    private static void killUnderLoad(ApplicationServer server, Crowd crowd) {
        CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
        for (int i = 0; i < KILLS; i++) {
            awaitSomeMore(crowd, writing);
            server.kill();
            server.start();
        }
        finish(crowd, writing);
    }

    @Test
    void aServerThatIsStoppedAcknowledgesAllThatItStoredAndTellsItsClientsToReconnect() throws SQLException {
        try (MariaDbServer database = new MariaDbServer("stop").start();
                ApplicationServer server = Servers.fast("stop").with(database).start();
                Crowd crowd = crowd(server)) {
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
            awaitSomeMore(crowd, writing);
            server.stop();
            for (ChatClientParticipant participant : crowd.participants()) {
                assertEquals(1001, participant.client().closeCode());
            }
            new Books(crowd, database.jdbcUrl(), database.user(), database.password()).everyPromiseIsKept();

            server.start();
            finish(crowd, writing);
            new Books(crowd, database.jdbcUrl(), database.user(), database.password()).balance();
        }
    }

    @Test
    void whileTheDatabaseIsAwaySendersAreToldToTryAgainAndNothingIsLost() throws SQLException {
        try (MariaDbServer database = new MariaDbServer("outage").start();
                ApplicationServer server = Servers.fast("outage").with(database).start();
                Crowd crowd = crowd(server)) {
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
            awaitSomeMore(crowd, writing);
            database.kill();
            ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());
            Await.until(
                    "it was not ready",
                    PATIENCE,
                    () -> stranger.get("/health/ready").status() == 503);
            Await.until("senders were told to try again", PATIENCE, () -> crowd.refusals() > 0);
            assertEquals(200, stranger.get("/health/live").status());
            assertEquals(200, stranger.get("/api/auth/config").status(), "threads are free");

            database.start();
            Await.until("it was ready again", PATIENCE, server::isReady);
            awaitSomeMore(crowd, writing);
            finish(crowd, writing);
            assertTrue(crowd.participants().stream()
                    .map(ChatClientParticipant::client)
                    .allMatch(ChatClient::isOpen));
            new Books(crowd, database.jdbcUrl(), database.user(), database.password()).balance();
        }
    }

    private static Crowd crowd(ApplicationServer server) {
        return new Crowd(server, 10, 4, 5, Integer.MAX_VALUE);
    }

    private static void awaitSomeMore(Crowd crowd, CompletableFuture<Void> writing) {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", PATIENCE, () -> {
            assertTrue(!writing.isDone(), "nobody writes any more");
            return crowd.acknowledged() >= before + SOME;
        });
    }

    private static void finish(Crowd crowd, CompletableFuture<Void> writing) {
        crowd.enough();
        writing.join();
        crowd.participants().forEach(ChatClientParticipant::catchUp);
    }
}
