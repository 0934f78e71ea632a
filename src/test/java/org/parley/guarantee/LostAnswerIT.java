package org.parley.guarantee;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FaultProxy;
import org.parley.testing.MariaDbServer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The database has committed, but the network fails before it can say so. */
@Tag("guarantee")
class LostAnswerIT {
    private static final int LIMIT_SECONDS = 20;

    @Test
    void aMessageWhoseCommitWasNeverConfirmedIsStoredOnceAndItsMembersHearOfItOnce() throws Exception {
        try (MariaDbServer database = new MariaDbServer("lost-answer").start();
                FaultProxy network = new FaultProxy(database.port());
                ApplicationServer server = Servers.fast("lost-answer")
                        .with(database)
                        .with("CHAT_DB_URL", database.jdbcUrl().replace(":" + database.port(), ":" + network.port()))
                        .start()) {
            ChatClientAccount alice = ChatClientAccount.register(server.baseUri(), "alice");
            ChatClientAccount bob = ChatClientAccount.register(server.baseUri(), "bob");
            try (ChatClient hers = alice.connect();
                    ChatClient hersElsewhere = alice.connect();
                    ChatClient his = bob.connect()) {
                JsonNode first = hers.sendAndAck(ChatClient.textTo("bob", "first"));
                his.message("first");

                CompletableFuture<Void> lost = network.loseAnswerTo(LostAnswerIT::isCommitOfMessage);
                ObjectNode text = ChatClient.text(first.get("conversation").asText(), "second");
                hers.send(text);
                lost.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                assertEquals(2, stored(database), "the database has it");

                // At once, if the server has another connection to look with; otherwise she tries again.
                JsonNode answer =
                        hers.take("an answer", frame -> frame.path("cid").equals(text.get("cid")));
                if (ChatClient.is(answer, "error")) {
                    assertEquals("unavailable", answer.get("code").asText());
                    answer = hers.sendAgain(text, answer);
                }
                assertEquals(2, answer.get("seq").asLong());
                assertEquals(2, his.message("second").get("seq").asLong());
                assertEquals(2, hersElsewhere.message("second").get("seq").asLong());

                hers.sendAndAck(text);
                hers.sendAndAck(ChatClient.text(first.get("conversation").asText(), "third"));
                assertEquals(3, his.message("third").get("seq").asLong());
                assertTrue(his.untaken("message").isEmpty(), "each once");
                assertEquals(3, stored(database));
            }
        }
    }

    private static boolean isCommitOfMessage(String request) {
        int insert = request.toLowerCase().lastIndexOf("insert into parley_message");
        return insert >= 0 && request.toLowerCase().indexOf("commit", insert) >= 0;
    }

    private static long stored(MariaDbServer database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM parley_message")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
