package org.parley.broker;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ejb.EJBException;
import jakarta.transaction.SystemException;

import org.junit.jupiter.api.Test;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation.Changes;
import org.parley.message.Foresight;
import org.parley.message.MessageLog;
import org.parley.message.Outcome;
import org.parley.message.Submission;
import org.parley.protocol.Entry;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.testing.LogLines;
import org.parley.user.UserRef;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogWriterTest {
    private static final UserRef ALICE = new UserRef(7, "alice", "alice");

    private final Submission submission =
            Submission.of(ALICE, 12, "c1", new Text("hello", Optional.empty(), List.of()), "connection");
    private final Entry entry =
            new Entry(12, 3, "alice", "c1", submission.content().kind(), Instant.EPOCH, submission.contentJson());

    /** A log that fails, as long as somebody says how, and then goes on. */
    private final class FailingLog extends MessageLog {
        private Exception failure;
        private boolean committed;

        @Override
        public Optional<List<Outcome>> appendNew(List<Submission> batch) {
            if (failure != null) {
                throw new EJBException(failure);
            }
            return committed ? Optional.empty() : Optional.of(append(batch));
        }

        @Override
        public List<Outcome> append(List<Submission> batch) {
            return List.of(
                    committed
                            ? new Outcome.Known(submission, entry)
                            : new Outcome.Appended(submission, entry, new Members(1, Map.of()), Changes.NONE));
        }
    }

    /** A log that can't take one of the messages. */
    private final class PoisonedLog extends MessageLog {
        private final Submission poison;
        private final Exception failure;

        PoisonedLog(Submission poison) {
            this(poison, new SQLException("Data too long", "22001", 1406));
        }

        PoisonedLog(Submission poison, Exception failure) {
            this.poison = poison;
            this.failure = failure;
        }

        @Override
        public Optional<List<Outcome>> appendNew(List<Submission> batch) {
            return Optional.empty();
        }

        @Override
        public List<Outcome> append(List<Submission> batch) {
            if (batch.contains(poison)) {
                throw new EJBException(failure);
            }
            return batch.stream()
                    .<Outcome>map(taken -> new Outcome.Appended(taken, entry, new Members(1, Map.of()), Changes.NONE))
                    .toList();
        }

        @Override
        public Outcome refuse(Submission submission, Refusal refusal) {
            return new Outcome.Refused(submission, refusal);
        }
    }

    private static final Foresight NONE = new Foresight() {
        @Override
        public Optional<Map<Long, Forecast>> forecast(List<Submission> batch) {
            return Optional.empty();
        }
    };

    private final FailingLog log = new FailingLog();
    private final LogWriter writer = new LogWriter(log, NONE);

    @Test
    void a_message_that_the_database_does_not_take_fails_alone() {
        Submission poison = message("poison");
        List<Outcome> outcomes;
        try (LogLines lines = new LogLines(LogWriter.class)) {
            outcomes = new LogWriter(new PoisonedLog(poison), NONE)
                    .write(List.of(submission, poison, message("after it")));
            assertEquals(
                    List.of("WARNING The database refused a message of user 7 [conversation 12 cid poison]"),
                    lines.lines());
        }

        assertTrue(outcomes.get(0) instanceof Outcome.Appended);
        assertTrue(outcomes.get(1) instanceof Outcome.Refused && !LogWriter.toBeRetried(outcomes.get(1)));
        assertTrue(outcomes.get(2) instanceof Outcome.Appended);
    }

    @Test
    void a_failure_that_says_nothing_of_the_message_is_not_held_against_it() {
        Submission unlucky = message("unlucky").promise();
        SQLException timeout = new SQLException("max_statement_time exceeded", "70100", 1969);
        List<Outcome> outcomes = new LogWriter(new PoisonedLog(unlucky, timeout), NONE)
                .write(List.of(unlucky, message("after it").promise()));

        assertTrue(outcomes.stream().allMatch(LogWriter::toBeRetried), outcomes::toString);
    }

    /** How WildFly and Payara tell that the connection was lost during the commit. */
    @Test
    void a_commit_of_which_nobody_knows_is_not_held_against_the_message_however_often_it_fails() {
        Submission unlucky = message("unlucky");
        LogWriter unsure = new LogWriter(new PoisonedLog(unlucky, new SystemException("commit failed")), NONE);

        try (LogLines lines = new LogLines(LogWriter.class)) {
            assertTrue(LogWriter.toBeRetried(unsure.write(List.of(unlucky)).get(0)));
            assertEquals(
                    List.of("WARNING The database is away, and no message can be stored: "
                            + "jakarta.transaction.SystemException: commit failed [conversation 12 cid unlucky]"),
                    lines.lines());
        }
        assertTrue(unsure.wasUncertain(unlucky), "its members are told if it turns out to be in the log");
    }

    @Test
    void what_follows_a_promised_message_that_the_database_does_not_take_does_not_get_ahead_of_it() {
        Submission poison = message("poison").promise();
        List<Outcome> outcomes = new LogWriter(new PoisonedLog(poison), NONE)
                .write(List.of(submission, poison, message("after it").promise()));

        assertTrue(LogWriter.breaksPromise(outcomes.get(1)) && !LogWriter.toBeRetried(outcomes.get(1)));
        assertTrue(LogWriter.toBeRetried(outcomes.get(2)));
    }

    private static Submission message(String cid) {
        return Submission.of(ALICE, 12, cid, new Text("hello", Optional.empty(), List.of()), "connection");
    }

    @Test
    void what_a_failed_commit_has_stored_all_the_same_is_told_to_the_members() {
        log.failure = new IllegalStateException("nothing that tells of a database");
        log.committed = true;

        assertTrue(writer.write(List.of(submission)).get(0) instanceof Outcome.Known);
        assertTrue(writer.wasUncertain(submission));
        assertFalse(writer.wasUncertain(submission), "only once");
    }

    @Test
    void what_a_database_had_stored_before_it_went_away_is_told_when_it_is_sent_again() {
        log.failure = new SQLNonTransientConnectionException();
        assertTrue(LogWriter.toBeRetried(writer.write(List.of(submission)).get(0)));
        log.failure = null;
        log.committed = true;

        assertEquals(List.of(new Outcome.Known(submission, entry)), writer.write(List.of(submission)));
        assertTrue(writer.wasUncertain(submission));
    }

    @Test
    void what_was_stored_by_another_attempt_and_told_then_is_not_told_once_more() {
        log.failure = new SQLNonTransientConnectionException();
        writer.write(List.of(submission));
        log.failure = null;
        assertTrue(writer.write(List.of(submission)).get(0) instanceof Outcome.Appended);
        log.committed = true;

        assertTrue(writer.write(List.of(submission)).get(0) instanceof Outcome.Known);
        assertFalse(writer.wasUncertain(submission));
    }
}
