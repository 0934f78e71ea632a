package org.parley.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MariaDbServerIT {
    private static final String TEXT = "Grüße, 世界 😀";
    private static MariaDbServer server;

    @BeforeAll
    static void start() {
        server = new MariaDbServer("self").bufferPool(64).start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void whatWasCommittedSurvivesAKill() throws SQLException {
        String url = server.createDatabase("survivor");
        long before = server.processId();
        execute(url, "CREATE TABLE note (text VARCHAR(100))");
        execute(url, "INSERT INTO note VALUES ('" + TEXT + "')");

        server.kill();
        assertFalse(ProcessHandle.of(before).map(ProcessHandle::isAlive).orElse(false));
        assertThrows(SQLException.class, () -> text(url, "SELECT text FROM note"));

        server.restart();
        assertNotEquals(before, server.processId());
        assertEquals(TEXT, text(url, "SELECT text FROM note"));
    }

    @Test
    void aStopKeepsThePortAndTheData() throws SQLException {
        String url = server.createDatabase("keeper");
        execute(url, "CREATE TABLE note (text VARCHAR(100))");
        execute(url, "INSERT INTO note VALUES ('" + TEXT + "')");

        server.restart();

        assertEquals(TEXT, text(url, "SELECT text FROM note"));
    }

    @Test
    void eachTestMayHaveAnEmptyDatabase() throws SQLException {
        execute(server.createDatabase("fresh"), "CREATE TABLE note (text VARCHAR(100))");

        String count = text(
                server.createDatabase("fresh"),
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'fresh'");
        assertEquals("0", count);
    }

    @Test
    void itIsDurableAndSpeaksUnicode() throws SQLException {
        assertEquals("1", text(server.jdbcUrl(), "SELECT @@innodb_flush_log_at_trx_commit"));
        assertEquals("0", text(server.jdbcUrl(), "SELECT @@log_bin"));
        assertEquals("67108864", text(server.jdbcUrl(), "SELECT @@innodb_buffer_pool_size"));
        assertTrue(text(server.jdbcUrl(), "SELECT @@collation_database").startsWith("utf8mb4"));
    }

    @Test
    void aFailedStartTellsWhy() {
        try (MariaDbServer wrong = new MariaDbServer("wrong").options("--no-such-option")) {
            String message =
                    assertThrows(IllegalStateException.class, wrong::start).getMessage();
            assertTrue(message.contains("unknown option '--no-such-option'"), message);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertTrue(result.next());
            return result.getString(1);
        }
    }
}
