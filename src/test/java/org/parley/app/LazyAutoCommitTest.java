package org.parley.app;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LazyAutoCommitTest {
    private final List<String> told = new ArrayList<>();
    private final Connection connection = LazyAutoCommit.wrap(recording());

    LazyAutoCommitTest() throws SQLException {}

    @Test
    void transactionsInARowTellTheDatabaseOnce() throws SQLException {
        for (int i = 0; i < 3; i++) {
            connection.setAutoCommit(false);
            connection.createStatement();
            connection.commit();
            connection.setAutoCommit(true);
            assertTrue(connection.getAutoCommit());
        }
        assertEquals(
                List.of(
                        "setAutoCommit false",
                        "createStatement",
                        "commit",
                        "createStatement",
                        "commit",
                        "createStatement",
                        "commit"),
                told);
    }

    @Test
    void aStatementOutsideOfATransactionIsCommittedByItself() throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement();
        connection.commit();
        connection.setAutoCommit(true);
        connection.createStatement();
        assertEquals(
                List.of("setAutoCommit false", "createStatement", "commit", "setAutoCommit true", "createStatement"),
                told);
    }

    @Test
    void turningItOnCommitsWhatWasBegun() throws SQLException {
        connection.setAutoCommit(false);
        connection.prepareStatement("…");
        connection.setAutoCommit(true);
        assertEquals(List.of("setAutoCommit false", "prepareStatement", "setAutoCommit true"), told);
    }

    @Test
    void aStatementMadeBeforeTheTransactionIsPartOfIt() throws SQLException {
        connection.createStatement();
        connection.setAutoCommit(false);
        assertEquals(List.of("createStatement", "setAutoCommit false"), told);
    }

    @Test
    void aRollbackToASavepointLeavesTheTransactionOpen() throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement();
        connection.rollback(null);
        connection.setAutoCommit(true);
        assertEquals(List.of("setAutoCommit false", "createStatement", "rollback", "setAutoCommit true"), told);
    }

    @Test
    void whatTheDatabaseThrowsComesThrough() {
        assertFalse(connection.equals(recording()));
        assertEquals(
                "closed",
                assertThrows(SQLException.class, connection::clearWarnings).getMessage());
    }

    private Connection recording() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getAutoCommit")) {
                        return true;
                    }
                    if (method.getName().equals("clearWarnings")) {
                        throw new SQLException("closed");
                    }
                    told.add(method.getName() + (method.getName().equals("setAutoCommit") ? " " + arguments[0] : ""));
                    return null;
                });
    }
}
