package org.parley.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.FileTransfer;
import org.parley.testing.Folders;
import org.parley.testing.MariaDbServer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is in the database's files is all that there is: they survive a kill, and backups of them that are made as the
 * manual says become the same installation again.
 */
@Tag("guarantee")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class BackupIT {
    private static final Path MANUAL = Path.of("src/site/markdown/database.md");
    private static final Pattern DUMP = Pattern.compile("(?m)^mysqldump ((?:--\\S+ )+)parley ");
    private static final int SOME = 500;
    private static final int KILLS = 2;
    private static final long LIMIT_SECONDS = 600;
    private static final byte[] PICTURE = FileTransfer.image("png", 300, 200);

    @Test
    void aDumpOfMariaDbHoldsAllThatWasAcknowledgedBeforeItThoughPeopleWroteMeanwhile() throws Exception {
        ApplicationServer described = Servers.fast("backup");
        Path files = described.folder().resolve("files");
        Path dump = described.folder().resolve("parley.sql");
        Path copyOfFiles = described.folder().resolve("copy-of-files");
        try (MariaDbServer database = new MariaDbServer("backup").start();
                ApplicationServer server = described
                        .with(database)
                        .with("CHAT_FILE_DIR", files.toString())
                        .start();
                Crowd crowd = crowd(server)) {
            String picture = sendPicture(crowd);
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
            some(crowd);
            List<JsonNode> before = crowd.acks();
            database.dump(dump, optionsOfTheManual());
            Folders.copy(files, copyOfFiles);
            some(crowd);
            crowd.enough();
            writing.join();
            server.stop();

            database.restore(dump);
            Books books = new Books(crowd, database.jdbcUrl(), database.user(), database.password());
            books.areKept(before);
            server.with("CHAT_FILE_DIR", copyOfFiles.toString())
                    .with("CHAT_PASSWORD_ITERATIONS", "20000")
                    .start();
            peopleGoOn(crowd, books, before.get(0), picture);
            whoLoggedInHasAHashOfTheNewCost(crowd.participants().get(0).account(), database);
        }
    }

    @Test
    void aKilledServerForgetsNothingOnTheEmbeddedDatabaseAndTheFolderOfAStoppedOneIsItsBackup() throws Exception {
        ApplicationServer described = Servers.fast("backup-h2");
        Path data = described.folder().resolve("data");
        Path copy = described.folder().resolve("copy-of-data");
        try (ApplicationServer server =
                        described.with("CHAT_DATA_DIR", data.toString()).start();
                Crowd crowd = crowd(server)) {
            String picture = sendPicture(crowd);
            CompletableFuture<Void> writing = crowd.write(nobody -> {}, LIMIT_SECONDS);
            for (int i = 0; i < KILLS; i++) {
                some(crowd);
                server.kill();
                server.start();
            }
            some(crowd);
            crowd.enough();
            writing.join();
            crowd.catchUp();
            server.stop();
            Folders.copy(data, copy);

            Books books = new Books(crowd, "jdbc:h2:file:" + copy.resolve("parley"), "parley", "");
            books.balance();
            server.with("CHAT_DATA_DIR", copy.toString()).start();
            peopleGoOn(crowd, books, crowd.acks().get(0), picture);
        }
    }

    private static void whoLoggedInHasAHashOfTheNewCost(ChatClientAccount account, MariaDbServer database)
            throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                PreparedStatement select =
                        connection.prepareStatement("SELECT password_hash FROM parley_user WHERE handle = ?")) {
            select.setString(1, account.user());
            try (ResultSet row = select.executeQuery()) {
                assertTrue(row.next());
                assertTrue(row.getString(1).startsWith("PBKDF2WithHmacSHA512:20000:"), row.getString(1));
            }
        }
        assertEquals(200, account.login().get("/api/me").status());
    }

    private static Crowd crowd(ApplicationServer server) {
        return new Crowd(server, 10, 4, 5, Integer.MAX_VALUE).pace(Duration.ofMillis(50));
    }

    private static void some(Crowd crowd) {
        int before = crowd.acknowledged();
        Await.until("some more was acknowledged", Servers.PATIENCE, () -> crowd.acknowledged() >= before + SOME);
    }

    private static String sendPicture(Crowd crowd) {
        ChatClientAccount sender = crowd.participants().get(0).account();
        String picture = FileTransfer.uploaded(sender, "a.png", PICTURE);
        try (ChatClient client = sender.connect()) {
            client.sendAndAck(ChatClient.frame("send")
                    .put("cid", ChatClient.cid())
                    .put("kind", "file")
                    .put("file", picture)
                    .put("user", sender.user()));
        }
        return picture;
    }

    /** The dump is made by the very command that administrators read. */
    private static List<String> optionsOfTheManual() throws IOException {
        return DUMP.matcher(Files.readString(MANUAL))
                .results()
                .map(command -> List.of(command.group(1).split(" ")))
                .findFirst()
                .orElseThrow();
    }

    /** Everybody is still signed in, and nothing of the log is missing, doubled, or in another place. */
    private static void peopleGoOn(Crowd crowd, Books books, JsonNode acknowledged, String picture) {
        books.haveNoGap();
        crowd.conversations().forEach((conversation, members) -> {
            ChatClientAccount sender = crowd.participants().get(members.get(0)).account();
            ChatClientAccount reader = crowd.participants().get(members.get(1)).account();
            try (ChatClient hers = sender.connect();
                    ChatClient his = reader.connect()) {
                long next = books.last(conversation) + 1;
                JsonNode ack = hers.sendAndAck(ChatClient.text(conversation, "after the restore"));
                assertEquals(next, ack.get("seq").asLong());
                assertEquals(next, his.message("after the restore").get("seq").asLong());
            }
        });
        sendAgain(crowd, acknowledged);
        ChatClientAccount first = crowd.participants().get(0).account();
        assertArrayEquals(
                PICTURE, FileTransfer.get(first, "/api/files/" + picture).body());
        assertEquals(200, first.login().get("/api/me").status(), "passwords are as they were");
    }

    /** As by a client that did not get the acknowledgement. */
    private static void sendAgain(Crowd crowd, JsonNode acknowledged) {
        String cid = acknowledged.get("cid").asText();
        int sender = Integer.parseInt(cid.substring(1, cid.indexOf('-')));
        String number = cid.substring(cid.indexOf('-') + 1);
        try (ChatClient client = crowd.participants().get(sender).account().connect()) {
            JsonNode again = client.sendAndAck(
                    ChatClient.text(acknowledged.get("conversation").asText(), number)
                            .put("cid", cid));
            assertEquals(acknowledged.get("seq"), again.get("seq"), "it is known");
        }
    }
}
