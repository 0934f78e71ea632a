package org.parley.jpa;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;

/** Tells a database that is away, or has no room for one more connection, from one that refuses what it is told. */
public final class DatabaseAbsence {
    private DatabaseAbsence() {}

    /** SQL state class 08 is "connection exception" (ISO/IEC 9075-2); the servers' pools give none at all. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLRecoverableException
                    || cause instanceof SQLTransientException && !(cause instanceof SQLTransactionRollbackException)) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && (sql.getSQLState() == null || sql.getSQLState().startsWith("08"))) {
                return true;
            }
        }
        return false;
    }

    /** @return whether the database chose this transaction to make way for another, so that the same may succeed now */
    public static boolean gaveWay(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransactionRollbackException) {
                return true;
            }
        }
        return false;
    }
}
