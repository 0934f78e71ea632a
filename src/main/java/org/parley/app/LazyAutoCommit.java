package org.parley.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection that tells the database of a change of auto-commit not before it makes a difference. Servers turn it off
 * and on again around each transaction, which with MySQL's driver are two round trips more: too much for a transaction
 * that has four. Not thread-safe, as connections are.
 */
final class LazyAutoCommit implements InvocationHandler {
    private final Connection connection;
    private boolean wanted;
    private boolean actual;
    /** Whether a statement was made since the last commit or change, to which a change makes a difference at once. */
    private boolean used;

    private LazyAutoCommit(Connection connection) throws SQLException {
        this.connection = connection;
        this.actual = connection.getAutoCommit();
        this.wanted = actual;
    }

    static Connection wrap(Connection connection) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                LazyAutoCommit.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new LazyAutoCommit(connection));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "setAutoCommit" -> {
                setAutoCommit((Boolean) arguments[0]);
                return null;
            }
            case "getAutoCommit" -> {
                return wanted;
            }
            case "commit", "rollback" -> {
                apply();
                Object result = call(method, arguments);
                // Not after a rollback to a savepoint.
                used = arguments != null;
                return result;
            }
            case "prepareStatement", "prepareCall", "createStatement", "setSavepoint" -> {
                apply();
                used = true;
                return call(method, arguments);
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            default -> {
                return call(method, arguments);
            }
        }
    }

    private void setAutoCommit(boolean value) throws SQLException {
        wanted = value;
        if (used) {
            apply();
            used = false;
        }
    }

    private void apply() throws SQLException {
        if (wanted != actual) {
            connection.setAutoCommit(wanted);
            actual = wanted;
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
