package org.parley.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class AuditTrailIT {
    @Inject
    private AuditTrail trail;

    @Inject
    private AuditVerification verification;

    @Inject
    private Fixture fixture;

    private long first;

    @BeforeEach
    void write_three_entries() {
        first = trail.end().seq() + 1;
        for (String target : List.of("one", "two", "three")) {
            trail.record(new Deed("ada", "test", target, "Grüße, \uD83D\uDC4B", "192.0.2.1"));
        }
    }

    @Test
    void the_trail_is_intact_as_it_was_written() {
        AuditVerification.Result result = verification.verify();

        assertEquals(java.util.Optional.empty(), result.fault());
        assertEquals(first + 2, result.entries());
        assertEquals(trail.end().hash(), result.hash());
        assertEquals(
                List.of("three", "two"),
                trail.before(Long.MAX_VALUE, Set.of("ada"), "test", 2).stream()
                        .map(entry -> entry.deed().target())
                        .toList());
    }

    @Test
    void a_changed_entry_is_found() {
        for (String column : List.of("actor", "action", "target", "details", "address")) {
            assertFault(
                    "Entry " + (first + 1) + " is not what was written.",
                    "UPDATE parley_audit SET " + column + " = 'x' WHERE seq = " + (first + 1));
        }
        assertFault(
                "Entry " + (first + 2) + " is not what was written.",
                "UPDATE parley_audit SET done_at = '2020-01-01 00:00:00' WHERE seq = " + (first + 2));
    }

    @Test
    void an_entry_whose_hash_was_computed_anew_is_found_by_the_next_one() {
        AuditRecord written = trail.after(first - 1, 1).get(0);
        AuditRecord forged = AuditRecord.after(
                written.seq() - 1,
                written.previousHash(),
                written.at(),
                new Deed("bob", "test", "one", "", "192.0.2.1"));

        assertFault(
                "Entry " + (first + 1) + " is not what was written.",
                "UPDATE parley_audit SET actor = 'bob', details = '', hash = '" + forged.hash() + "' WHERE seq = "
                        + first);
    }

    @Test
    void a_removed_entry_is_found_wherever_it_was() {
        assertFault("Entry " + (first + 1) + " is missing.", "DELETE FROM parley_audit WHERE seq = " + (first + 1));
        assertFault("Entry " + (first + 2) + " is missing.", "DELETE FROM parley_audit WHERE seq = " + (first + 2));
    }

    @Test
    void an_inserted_entry_is_found() {
        String columns = " done_at, actor, action, target, details, address, previous_hash, hash FROM parley_audit"
                + " WHERE seq = " + first;
        assertFault(
                "Entry " + (first + 3) + " was inserted after the end.",
                "INSERT INTO parley_audit SELECT " + (first + 3) + "," + columns);
        assertFault("Entry 1 is missing.", "INSERT INTO parley_audit SELECT 0," + columns);
    }

    @Test
    void who_add_at_once_make_one_chain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(writer -> threads.submit(() -> IntStream.range(0, 10)
                            .forEach(i -> trail.record(Deed.ofServer("test", writer + "-" + i, "")))))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        AuditVerification.Result result = verification.verify();
        assertEquals(java.util.Optional.empty(), result.fault());
        assertEquals(first + 42, result.entries());
    }

    /** Makes a change behind the application's back, looks, and takes it back. */
    private void assertFault(String fault, String change) {
        AuditVerification.Result result;
        List<AuditRecord> before = trail.after(first - 1, 3);
        sql(change);
        try {
            result = verification.verify();
        } finally {
            sql("DELETE FROM parley_audit WHERE seq < 1 OR seq >= " + first);
            before.forEach(this::restore);
        }
        assertEquals(java.util.Optional.of(fault), result.fault());
        assertTrue(verification.verify().fault().isEmpty(), "the test did not put the trail in order again");
    }

    private void restore(AuditRecord entry) {
        fixture.sql(connection -> {
            try (var insert = connection.prepareStatement("INSERT INTO parley_audit VALUES (?,?,?,?,?,?,?,?,?)")) {
                insert.setLong(1, entry.seq());
                insert.setObject(2, java.time.LocalDateTime.ofInstant(entry.at(), java.time.ZoneOffset.UTC));
                insert.setString(3, entry.deed().actor());
                insert.setString(4, entry.deed().action());
                insert.setString(5, entry.deed().target());
                insert.setString(6, entry.deed().details());
                insert.setString(7, entry.deed().address());
                insert.setString(8, entry.previousHash());
                insert.setString(9, entry.hash());
                return insert.executeUpdate();
            }
        });
    }

    private void sql(String statement) {
        fixture.sql(connection -> execute(connection, statement));
    }

    private static int execute(Connection connection, String statement) throws SQLException {
        try (Statement update = connection.createStatement()) {
            return update.executeUpdate(statement);
        }
    }
}
