package org.parley.app;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LastingConnectionTest {
    private final List<Physical> opened = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private boolean databaseAway;
    private final AtomicLong lastLoss = new AtomicLong();
    private final Connection connection = LastingConnection.open(this::next, now::get, lastLoss);

    LastingConnectionTest() throws SQLException {}

    @Test
    void aConnectionThatWasClosedIsReplacedBeforeTheNextTransactionAndSetUpLikeIt() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        connection.createStatement();
        connection.commit();
        opened.get(0).closed = true;
        connection.createStatement();
        assertEquals(2, opened.size());
        assertEquals(List.of("setTransactionIsolation", "setAutoCommit", "createStatement"), opened.get(1).told);
    }

    @Test
    void aTransactionThatLosesItsConnectionFailsAndTheNextOneHasAnother() throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement();
        opened.get(0).closed = true;
        assertThrows(SQLException.class, connection::createStatement);
        assertEquals(1, opened.size(), "half a transaction is none");
        connection.rollback();
        connection.createStatement();
        assertEquals(2, opened.size());
    }

    @Test
    void aConnectionThatWasIdleIsAskedWhetherItIsWholeButABusyOneIsNot() throws SQLException {
        opened.get(0).broken = true;
        connection.createStatement();
        assertEquals(1, opened.size());
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        connection.createStatement();
        assertEquals(2, opened.size());
    }

    @Test
    void whenOneIsFoundBrokenTheOthersAreAskedThatWereUsedBefore() throws SQLException {
        Connection other = LastingConnection.open(this::next, now::get, lastLoss);
        now.addAndGet(1);
        opened.get(0).closed = true;
        opened.get(1).broken = true;
        connection.createStatement();
        other.createStatement();
        assertEquals(4, opened.size(), "both were replaced");
        opened.get(2).broken = true;
        connection.createStatement();
        assertEquals(4, opened.size(), "what came after the loss is trusted");
    }

    @Test
    void whenNoneCanBeOpenedThoseAreAskedThatWereUsedBefore() throws SQLException {
        now.addAndGet(1);
        databaseAway = true;
        assertThrows(SQLException.class, () -> LastingConnection.open(this::next, now::get, lastLoss));
        databaseAway = false;
        opened.get(0).broken = true;
        connection.createStatement();
        assertEquals(2, opened.size());
    }

    /** What the database was not told before may be a transaction's first word to it. */
    @Test
    void aConnectionThatWasIdleIsAskedBeforeAChangeOfItsStateToo() throws SQLException {
        Connection lazy = LazyAutoCommit.wrap(connection);
        lazy.setAutoCommit(false);
        lazy.createStatement();
        lazy.commit();
        lazy.setAutoCommit(true);
        opened.get(0).broken = true;
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        lazy.createStatement();
        assertEquals(List.of("setAutoCommit", "setAutoCommit", "createStatement"), opened.get(1).told);
        assertTrue(opened.get(1).autoCommit);
    }

    @Test
    void whileTheDatabaseIsAwayItIsNotValidAndAfterwardsItIs() throws SQLException {
        opened.get(0).closed = true;
        databaseAway = true;
        assertFalse(connection.isValid(1));
        assertThrows(SQLException.class, connection::createStatement);
        databaseAway = false;
        assertTrue(connection.isValid(1));
        connection.createStatement();
        assertEquals(2, opened.size());
    }

    private Connection next() throws SQLException {
        if (databaseAway) {
            throw new SQLException("away");
        }
        Physical physical = new Physical();
        opened.add(physical);
        return physical.connection();
    }

    /** What is behind a connection, as far as it matters here. */
    private static final class Physical {
        private final List<String> told = new ArrayList<>();
        private boolean closed;
        private boolean broken;
        private boolean autoCommit = true;

        Connection connection() {
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> answer(method.getName(), arguments));
        }

        private Object answer(String method, Object[] arguments) throws SQLException {
            switch (method) {
                case "isClosed" -> {
                    return closed;
                }
                case "isValid" -> {
                    return !broken;
                }
                case "close" -> {
                    closed = true;
                    return null;
                }
                default -> {
                    if (method.equals("getAutoCommit")) {
                        return autoCommit;
                    }
                    if (closed || broken && method.startsWith("set")) {
                        throw new SQLException(closed ? "closed" : "broken");
                    }
                    if (method.equals("setAutoCommit")) {
                        autoCommit = (Boolean) arguments[0];
                    }
                    told.add(method);
                    return null;
                }
            }
        }
    }
}
