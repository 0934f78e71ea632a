package org.parley.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A connection that outlives the database's restart: if it is found to be broken when a transaction, or a statement
 * outside of one, begins, another one takes its place. Inside a transaction nothing is replaced, and its failure is the
 * caller's to see. Not every server's pool can be told from inside a WAR to look after its connections; so these do it
 * themselves. Not thread-safe, as connections are.
 */
final class LastingConnection implements InvocationHandler {
    /** How long a connection is taken to be whole after it was used, unless another one was found broken since. */
    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private static final int ANSWER_LIMIT_SECONDS = 3;

    /** Where new connections come from. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    /** A change of the connection's state, to be made again on the next one. */
    private record Setting(Method method, Object[] arguments) {}

    private final Source source;
    private final LongSupplier nanoTime;
    /** When one of all those of the same database was found to be broken, or could not be opened. */
    private final AtomicLong lastLoss;

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private Connection connection;
    private boolean inTransaction;
    private long lastUsed;

    private LastingConnection(Source source, LongSupplier nanoTime, AtomicLong lastLoss) throws SQLException {
        this.source = source;
        this.nanoTime = nanoTime;
        this.lastLoss = lastLoss;
        this.connection = another();
        this.lastUsed = nanoTime.getAsLong();
    }

    /**
     * @param nanoTime such as {@link System#nanoTime}
     * @param lastLoss shared by all connections to the same database: when one of them was found to be broken, or could not
     *     be opened
     */
    static Connection open(Source source, LongSupplier nanoTime, AtomicLong lastLoss) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                LastingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new LastingConnection(source, nanoTime, lastLoss));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement", "prepareCall", "createStatement" -> {
                renewIfBroken();
                inTransaction = !connection.getAutoCommit();
                return call(method, arguments);
            }
            case "commit" -> {
                inTransaction = false;
                return call(method, arguments);
            }
            case "rollback" -> {
                if (arguments == null) {
                    inTransaction = false;
                    // Then it has taken place already.
                    return connection.isClosed() ? null : call(method, arguments);
                }
                return call(method, arguments);
            }
            case "setAutoCommit",
                    "setTransactionIsolation",
                    "setReadOnly",
                    "setCatalog",
                    "setSchema",
                    "setNetworkTimeout" -> {
                settings.put(method.getName(), new Setting(method, arguments));
                return change(method, arguments);
            }
            case "isValid" -> {
                return isRenewable();
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            default -> {
                return call(method, arguments);
            }
        }
    }

    /** A connection that is closed already gets the change when it is renewed. */
    private Object change(Method method, Object[] arguments) throws Throwable {
        if (connection.isClosed()) {
            inTransaction = false;
            return null;
        }
        renewIfBroken();
        inTransaction = false;
        return call(method, arguments);
    }

    private boolean isRenewable() {
        try {
            renewIfBroken();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void renewIfBroken() throws SQLException {
        long now = nanoTime.getAsLong();
        if (!inTransaction && isBroken(now)) {
            lastLoss.set(now);
            Connection broken = connection;
            connection = another();
            close(broken);
            for (Setting setting : settings.values()) {
                apply(setting);
            }
        }
        lastUsed = now;
    }

    private Connection another() throws SQLException {
        try {
            return source.open();
        } catch (SQLException e) {
            lastLoss.set(nanoTime.getAsLong());
            throw e;
        }
    }

    private boolean isBroken(long now) throws SQLException {
        boolean trusted = now - lastUsed <= TRUSTED.toNanos() && lastUsed - lastLoss.get() >= 0;
        return connection.isClosed() || !trusted && !connection.isValid(ANSWER_LIMIT_SECONDS);
    }

    private static void close(Connection broken) {
        try {
            broken.close();
        } catch (SQLException e) {
            // It was of no use any more.
        }
    }

    private void apply(Setting setting) throws SQLException {
        try {
            call(setting.method(), setting.arguments());
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException(e);
        }
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
