package org.parley.jpa;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import javax.transaction.xa.XAException;

import jakarta.transaction.SystemException;

/**
 * Tells a database that is away, has no room for one more connection or one more row, or takes nothing from anybody at the
 * moment, from one that refuses what it is told.
 */
public final class DatabaseAbsence {
    /**
     * MySQL and MariaDB: disk full, table full; the server is read-only, by either of two options. They have no SQL state
     * of their own.
     */
    private static final Set<Integer> TAKES_NOTHING = Set.of(1021, 1114, 1290, 1836);

    /** H2: no disk space; the database is read-only. */
    private static final Set<String> H2_TAKES_NOTHING = Set.of("90100", "90097");

    /** MySQL and MariaDB: a value that does not fit its column's character set. It has no SQL state of its own. */
    private static final int INCORRECT_VALUE = 1366;

    private static final String NO_STATE = "HY000";

    private DatabaseAbsence() {}

    /**
     * @return whether the failure says nothing of what was to be stored, so that the same may be stored another time: the
     *     database is away, or fails for a reason of its own, whichever that is. SQL state class 22 is "data exception", class
     *     23 "integrity constraint violation" (ISO/IEC 9075-2)
     */
    public static boolean mayPass(Throwable failure) {
        if (isCauseOf(failure)) {
            return true;
        }
        List<SQLException> said = causes(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        return !said.isEmpty() && !gaveWay(failure) && said.stream().noneMatch(DatabaseAbsence::concernsContent);
    }

    private static boolean concernsContent(SQLException failure) {
        return failure.getErrorCode() == INCORRECT_VALUE
                || failure.getSQLState().startsWith("22")
                || failure.getSQLState().startsWith("23");
    }

    /** SQL state class 08 is "connection exception" (ISO/IEC 9075-2); the servers' pools give none at all. */
    public static boolean isCauseOf(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof SQLNonTransientConnectionException
                        || cause instanceof SQLRecoverableException
                        || cause instanceof SQLTransientException && !(cause instanceof SQLTransactionRollbackException)
                        || cause instanceof SQLException sql && (isAway(sql) || takesNothing(sql)));
    }

    private static boolean isAway(SQLException failure) {
        return failure.getSQLState() == null || failure.getSQLState().startsWith("08");
    }

    private static boolean takesNothing(SQLException failure) {
        return NO_STATE.equals(failure.getSQLState()) && TAKES_NOTHING.contains(failure.getErrorCode())
                || H2_TAKES_NOTHING.contains(failure.getSQLState());
    }

    /**
     * @return whether the connection was lost in the very moment of a commit, so that nobody knows whether that was done.
     *     Servers tell it by exceptions that name no cause of the database's
     */
    public static boolean brokeCommit(Throwable failure) {
        return causes(failure).anyMatch(cause -> cause instanceof XAException || cause instanceof SystemException);
    }

    /** @return whether the database chose this transaction to make way for another, so that the same may succeed now */
    public static boolean gaveWay(Throwable failure) {
        return causes(failure).anyMatch(SQLTransactionRollbackException.class::isInstance);
    }

    /** @return the failure, what caused it, what caused that, and so on */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
