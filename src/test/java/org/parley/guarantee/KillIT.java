package org.parley.guarantee;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientParticipant;
import org.parley.testing.Closing;
import org.parley.testing.MariaDbServer;
import org.parley.testing.TokenKey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The server or its database ends in the middle of the work, one after the other, while a crowd writes without a break.
 * The clients connect and send again; then the books are balanced.
 */
@Tag("guarantee")
@TestMethodOrder(OrderAnnotation.class)
class KillIT {
    private static final int KILLS = 2;
    private static final int SOME = 500;
    private static final long LIMIT_SECONDS = 1_200;

    private static final TokenKey KEY = new TokenKey();

    /** When connections whose sessions can't be looked at any more are surely kept. */
    private static final Duration UNINFORMED = Duration.ofSeconds(15);

    private static MariaDbServer database;
    private static ApplicationServer server;
    private static Crowd crowd;
    private static CompletableFuture<Void> writing;

    @BeforeAll
    static void start() {
        database = new MariaDbServer("kill").start();
        server = Servers.fast("kill")
                .with(database)
                .with("CHAT_TOKEN_KEY", KEY.setting())
                .start();
        crowd = new Crowd(server, 10, 4, 5, Integer.MAX_VALUE).pace(Duration.ofMillis(50));
        writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
    }

    @AfterAll
    static void end() {
        Closing.all(crowd, server, database);
    }

    @Test
    @Order(1)
    void theServerIsKilledAndComesBack() {
        for (int i = 0; i < KILLS; i++) {
            awaitSomeMore();
            server.kill();
            server.start();
        }
    }

    @Test
    @Order(2)
    void aServerThatIsStoppedAcknowledgesAllThatItStoredAndTellsItsClientsToReconnect() throws SQLException {
        Renewals renewals = new Renewals(server);
        awaitSomeMore();
        awaitEverybodyIsConnected();
        server.stop();
        assertEquals(List.of(), renewals.surprises());
        for (ChatClientParticipant participant : crowd.participants()) {
            assertEquals(1001, participant.client().closeCode());
        }
        books().everyPromiseIsKept();
        server.start();
    }

    @Test
    @Order(3)
    void whileTheDatabaseIsAwaySendersAreToldToTryAgainAndStayConnected() {
        awaitSomeMore();
        awaitEverybodyIsConnected();
        int refusals = crowd.refusals();
        Renewals renewals = new Renewals(server);
        ChatClientAccount account = ChatClientAccount.register(server.baseUri(), "expiring");
        Instant expiry = Instant.now().plus(UNINFORMED);
        ChatClient expiring = ChatClient.connect(server.baseUri(), KEY.expiring(account.token(), expiry));
        List<ChatClient> connections =
                crowd.participants().stream().map(ChatClientParticipant::client).toList();
        database.kill();
        ChatClientAccount stranger = ChatClientAccount.stranger(server.baseUri());
        Await.until(
                "it was not ready",
                Servers.PATIENCE,
                () -> stranger.get("/health/ready").status() == 503);
        Await.until("senders were told to try again", Servers.PATIENCE, () -> crowd.refusals() > refusals);
        assertEquals(200, stranger.get("/health/live").status());
        assertEquals(200, stranger.get("/api/auth/config").status(), "threads are free");
        Await.until(
                "the token had expired", Servers.PATIENCE, () -> Instant.now().isAfter(expiry.plusSeconds(3)));
        assertTrue(expiring.isOpen(), "nobody can get another token now");

        database.start();
        Await.until("it was ready again", Servers.PATIENCE, server::isReady);
        assertEquals(List.of(), renewals.surprises());
        awaitSomeMore();
        assertTrue(connections.stream().allMatch(ChatClient::isOpen), "nobody had to connect again");
        Await.until("a token that was not renewed is of no use any more", Servers.PATIENCE, () -> !expiring.isOpen());
        assertEquals(4401, expiring.closeCode());
    }

    @Test
    @Order(100)
    void inTheEndEverythingThatWasAcknowledgedIsStoredOnceAndEverybodyHasIt() throws Exception {
        crowd.enough();
        writing.get();
        crowd.catchUp();
        books().balance();
    }

    private static void awaitEverybodyIsConnected() {
        Await.until("everybody was connected", Servers.PATIENCE, () -> crowd.participants().stream()
                .map(ChatClientParticipant::client)
                .allMatch(ChatClient::isOpen));
    }

    private static Books books() throws SQLException {
        return new Books(crowd, database.jdbcUrl(), database.user(), database.password());
    }

    private static void awaitSomeMore() {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> {
            assertTrue(!writing.isDone(), "nobody writes any more");
            return crowd.acknowledged() >= before + SOME;
        });
    }
}
