package org.parley.jpa;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;

import javax.transaction.xa.XAException;

import jakarta.ejb.EJBException;
import jakarta.transaction.SystemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatabaseAbsenceTest {
    @ParameterizedTest
    @CsvSource({
        "1114, HY000, true, the table is full",
        "1021, HY000, true, disk full",
        "1290, HY000, true, running with --read-only",
        "1836, HY000, true, running in read-only mode",
        "90100, 90100, true, H2: no disk space available",
        "90097, 90097, true, H2: the database is read only",
        "0, 08S01, true, communications link failure",
        "1406, 22001, false, data too long for column",
        "1062, 23000, false, duplicate entry",
        "1366, HY000, false, incorrect string value"
    })
    void whatNobodyCouldStoreNowIsNoRefusal(int code, String state, boolean absent, String message) {
        SQLException failure = new SQLException(message, state, code);

        assertEquals(absent, DatabaseAbsence.isCauseOf(new IllegalStateException(failure)), message);
    }

    @ParameterizedTest
    @CsvSource({
        "1969, 70100, true, max_statement_time exceeded",
        "1030, HY000, true, got error from storage engine",
        "1142, 42000, true, INSERT command denied",
        "1792, 25006, true, cannot execute statement in a READ ONLY transaction",
        "1114, HY000, true, the table is full",
        "1406, 22001, false, data too long for column",
        "1062, 23000, false, duplicate entry",
        "1366, HY000, false, incorrect string value"
    })
    void whatSaysNothingOfTheContentMayPass(int code, String state, boolean passes, String message) {
        SQLException failure = new SQLException(message, state, code);

        assertEquals(passes, DatabaseAbsence.mayPass(new IllegalStateException(failure)), message);
    }

    @Test
    void whatIsNoFailureOfTheDatabaseDoesNotPass() {
        assertFalse(DatabaseAbsence.mayPass(new IllegalStateException("a bug")));
        assertFalse(DatabaseAbsence.mayPass(new SQLTransactionRollbackException("deadlock", "40001", 1213)));
    }

    @Test
    void aConnectionThatIsLostInTheMomentOfACommitIsNoCauseOfTheDatabases() {
        SystemException lost = new SystemException();
        lost.initCause(new XAException("Communications link failure"));

        assertTrue(DatabaseAbsence.brokeCommit(new EJBException("Unable to complete the transaction", lost)));
        assertFalse(DatabaseAbsence.brokeCommit(new EJBException("a bug", new IllegalStateException())));
    }

    @Test
    void aFailureOfThePoolHasNoState() {
        assertTrue(DatabaseAbsence.isCauseOf(new SQLException("no connection in time")));
    }
}
