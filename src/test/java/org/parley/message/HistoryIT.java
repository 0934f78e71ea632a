package org.parley.message;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.parley.protocol.Entry;
import org.parley.testing.container.DatabaseServer;
import org.parley.testing.container.Fixture;
import org.parley.testing.container.InContainer;
import org.parley.testing.container.OnlyOnMariaDb;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class HistoryIT {
    private static final long NOBODY = 0;

    private static final long LENGTH = 100_000;
    private static final long END = Long.MAX_VALUE;

    /** Made once for all tests. */
    private static long conversation;

    @Inject
    private History history;

    @Inject
    private MessageLog log;

    @Inject
    private RecentHistory recent;

    @Inject
    private Fixture fixture;

    @BeforeEach
    void fill() {
        if (conversation != 0) {
            return;
        }
        UserRef alice = fixture.user();
        long filled = fixture.direct(alice, fixture.user());
        String numbers = DatabaseServer.isMariaDb()
                ? "SELECT seq AS n FROM seq_1_to_" + LENGTH
                : "SELECT x AS n FROM SYSTEM_RANGE(1, " + LENGTH + ")";
        fixture.sql(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO parley_message (conversation_id, seq, sender_id, cid, kind, sent_at, content)"
                            + " SELECT ?, n, ?, CONCAT('history-', n), 'text', CURRENT_TIMESTAMP, '{\"text\":\"old\"}'"
                            + " FROM (" + numbers + ") AS numbers")) {
                insert.setLong(1, filled);
                insert.setLong(2, alice.id());
                assertEquals(LENGTH, insert.executeUpdate());
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE parley_conversation SET last_seq = ? WHERE id = ?")) {
                update.setLong(1, LENGTH);
                update.setLong(2, filled);
                update.executeUpdate();
            }
            return null;
        });
        conversation = filled;
    }

    @Test
    void pages_go_back_from_the_newest_to_the_first() {
        assertPage(99_951, 100_000, true, history.before(conversation, END, 1, 50, NOBODY));
        assertPage(49_950, 49_999, true, history.before(conversation, 50_000, 1, 50, NOBODY));
        assertPage(1, 50, false, history.before(conversation, 51, 1, 50, NOBODY));
        assertPage(1, 10, false, history.before(conversation, 11, 1, 50, NOBODY));
        assertEquals(List.of(), history.before(conversation, 1, 1, 50, NOBODY).entries());
    }

    @Test
    void pages_go_forward_to_the_newest() {
        assertPage(1, 50, true, history.after(conversation, 0, 1, 50, NOBODY));
        assertPage(50_001, 50_050, true, history.after(conversation, 50_000, 1, 50, NOBODY));
        assertPage(99_951, 100_000, false, history.after(conversation, 99_950, 1, 50, NOBODY));
        assertEquals(
                List.of(), history.after(conversation, 100_000, 1, 50, NOBODY).entries());
    }

    @Test
    void a_page_can_be_around_an_entry() {
        assertPage(49_976, 50_025, true, history.around(conversation, 50_000, 1, 50, NOBODY));
        assertPage(1, 26, true, history.around(conversation, 1, 1, 50, NOBODY));
        assertPage(99_976, 100_000, false, history.around(conversation, 100_000, 1, 50, NOBODY));
    }

    @Test
    void nothing_from_before_the_first_seq_that_may_be_seen_is_shown() {
        assertPage(99_991, 100_000, false, history.before(conversation, END, 99_991, 50, NOBODY));
        assertPage(99_991, 100_000, false, history.after(conversation, 0, 99_991, 50, NOBODY));
        assertPage(99_991, 99_995, true, history.around(conversation, 99_991, 99_991, 9, NOBODY));
        assertEquals(
                List.of(), history.around(conversation, 5, 99_991, 0, NOBODY).entries());
        assertEquals(
                List.of(),
                history.before(conversation, 99_991, 99_991, 50, NOBODY).entries());
    }

    @Test
    @OnlyOnMariaDb
    void a_page_reads_as_many_rows_as_it_has_whatever_its_age() {
        // The newest need not be read at all.
        List<Supplier<History.Page>> pages = List.of(
                () -> history.before(conversation, 99_000, 1, 50, NOBODY),
                () -> history.before(conversation, 50_000, 1, 50, NOBODY),
                () -> history.before(conversation, 60, 1, 50, NOBODY),
                () -> history.after(conversation, 50_000, 1, 50, NOBODY),
                () -> history.after(conversation, 0, 90_000, 50, NOBODY));
        // The sender's name is known from then on.
        pages.get(0).get();
        for (Supplier<History.Page> page : pages) {
            ServerStatus status = ServerStatus.of(fixture, () -> page::get);

            long rows = status.count("Handler_read_key")
                    + status.count("Handler_read_first")
                    + status.count("Handler_read_last")
                    + status.count("Handler_read_next")
                    + status.count("Handler_read_prev");
            // One more for each, to see whether it was changed.
            assertTrue(rows >= 100 && rows <= 120, status.toString());
        }
    }

    @Test
    @OnlyOnMariaDb
    void the_newest_page_is_read_from_the_log_once() {
        List<Supplier<History.Page>> pages = List.of(
                () -> history.before(conversation, END, 1, 50, NOBODY),
                () -> history.after(conversation, 99_960, 1, 50, NOBODY));
        pages.forEach(Supplier::get);
        for (Supplier<History.Page> page : pages) {
            List<String> selects = ServerStatus.statements(fixture, page::get);

            assertTrue(selects.stream().noneMatch(select -> select.contains("parley_message")), selects.toString());
        }
        assertPage(99_951, 100_000, true, history.before(conversation, END, 1, 50, NOBODY));
    }

    @Test
    void what_was_appended_is_in_the_newest_page_and_no_page_has_a_gap() {
        UserRef alice = fixture.user();
        long talk = fixture.direct(alice, fixture.user());
        for (int seq = 1; seq <= 30; seq++) {
            log.append(List.of(fixture.text(alice, talk)));
            if (seq % 3 == 0) {
                assertEquals(
                        seq, history.before(talk, END, 1, 50, NOBODY).entries().size());
            }
            if (seq % 7 == 0) {
                // As on another node, whose word does not come through for a while.
                recent.remember(
                        history.after(talk, seq - 1, 1, 1, NOBODY).entries().get(0), alice.id());
            }
        }
        assertPage(11, 30, true, history.before(talk, END, 1, 20, NOBODY));
    }

    @Test
    @OnlyOnMariaDb
    void a_page_is_one_range_of_the_primary_key() {
        for (Supplier<History.Page> page : List.<Supplier<History.Page>>of(
                () -> history.before(conversation, 50_000, 1, 50, NOBODY),
                () -> history.before(conversation, 99_000, 1, 50, NOBODY),
                () -> history.after(conversation, 50_000, 1, 50, NOBODY))) {
            List<String> selects = ServerStatus.statements(fixture, page::get).stream()
                    .filter(statement -> statement.contains("FROM parley_message"))
                    .toList();

            assertEquals(1, selects.size());
            fixture.sql(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet plan = statement.executeQuery("EXPLAIN " + selects.get(0))) {
                    assertTrue(plan.next());
                    assertEquals("range", plan.getString("type"), selects.get(0));
                    assertEquals("PRIMARY", plan.getString("key"));
                    String extra = plan.getString("Extra");
                    assertFalse(extra.contains("filesort") || extra.contains("temporary"), extra);
                    assertTrue(plan.next(), "whether it was changed");
                    assertEquals("eq_ref", plan.getString("type"));
                    assertEquals("PRIMARY", plan.getString("key"));
                    assertFalse(plan.next(), "two tables");
                }
                return null;
            });
        }
    }

    @Test
    @EnabledIf("onH2")
    void a_page_is_one_range_of_the_primary_key_on_the_embedded_database_too() {
        fixture.sql(connection -> connection.createStatement().execute("SET QUERY_STATISTICS TRUE"));
        history.before(conversation, 50_000, 1, 50, NOBODY);
        fixture.sql(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet asked = statement.executeQuery(
                            "SELECT sql_statement FROM"
                                    + " information_schema.query_statistics WHERE sql_statement LIKE '%parley_message %BETWEEN%'")) {
                assertTrue(asked.next());
                String page = asked.getString(1)
                        .replaceFirst("\\?", Long.toString(conversation))
                        .replaceFirst("\\?", "49950")
                        .replaceFirst("\\?", "49999");
                try (ResultSet plan = statement.executeQuery("EXPLAIN ANALYZE " + page)) {
                    assertTrue(plan.next());
                    String text = plan.getString(1);
                    assertTrue(text.contains("PRIMARY_KEY") && text.contains("index sorted"), text);
                    assertTrue(text.contains("scanCount: 51 "), text);
                }
            } finally {
                connection.createStatement().execute("SET QUERY_STATISTICS FALSE");
            }
            return null;
        });
    }

    static boolean onH2() {
        return !DatabaseServer.isMariaDb();
    }

    @Test
    void seqs_that_nobody_has_make_empty_pages() {
        assertPage(99_976, 100_000, false, history.around(conversation, END, 1, 50, NOBODY));
        assertEquals(List.of(), history.after(conversation, END, 1, 50, NOBODY).entries());
        assertEquals(
                List.of(), history.before(Long.MAX_VALUE, END, 1, 50, NOBODY).entries());
        assertEquals(List.of(), history.after(Long.MAX_VALUE, 0, 1, 50, NOBODY).entries());
    }

    private static void assertPage(long first, long last, boolean more, History.Page page) {
        assertEquals(
                LongStream.rangeClosed(first, last).boxed().toList(),
                page.entries().stream().map(Entry::seq).toList());
        assertEquals(more, page.more());
    }
}
